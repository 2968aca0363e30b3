import { Link, Outlet, createRootRoute } from '@tanstack/react-router'
import { Door } from '~/features/app/Door'
import { text } from '~/features/app/text'
import { Trouble } from '~/ui/Trouble'

export const Route = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <Door title={text.lost}>
      <Link to="/" className="text-accent underline">
        {text.home}
      </Link>
    </Door>
  ),
  errorComponent: ({ error, reset }) => <Trouble error={error} onRetry={reset} />,
})
