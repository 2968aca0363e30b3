import { createFileRoute } from '@tanstack/react-router'
import { SignInForm } from '~/features/app/SignInForm'

export const Route = createFileRoute('/sign-in')({
  validateSearch: ({ next }: Record<string, unknown>) => (typeof next === 'string' ? { next } : {}),
  component: SignIn,
})

function SignIn() {
  const { next } = Route.useSearch()
  const navigate = Route.useNavigate()
  // Only a path of this site: a link to the sign-in page must not lead elsewhere.
  const to = next && /^\/(?![/\\])/.test(next) ? next : '/'
  return <SignInForm onDone={() => void navigate({ href: to })} />
}
