import { createFileRoute } from '@tanstack/react-router'
import { SetPasswordForm } from '~/features/app/SetPasswordForm'

export const Route = createFileRoute('/set-password')({ component: SetPassword })

function SetPassword() {
  const navigate = Route.useNavigate()
  // Behind the `#`, which is sent to no server and stands in no log.
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  return <SetPasswordForm token={token} onDone={() => void navigate({ to: '/' })} />
}
