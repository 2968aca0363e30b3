import { createFileRoute } from '@tanstack/react-router'
import { SetUpForm } from '~/features/app/SetUpForm'

export const Route = createFileRoute('/setup')({
  validateSearch: ({ token }: Record<string, unknown>) => ({ token: token === undefined ? '' : String(token) }),
  component: SetUp,
})

function SetUp() {
  const { token } = Route.useSearch()
  const navigate = Route.useNavigate()
  return <SetUpForm token={token} onDone={() => void navigate({ to: '/' })} />
}
