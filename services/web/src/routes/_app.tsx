import { Outlet, createFileRoute, redirect } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Shell } from '~/features/app/Shell'
import { resumeAvailability } from '~/features/chat/availability'
import { follow } from '~/lib/live'
import { client } from '~/lib/query'
import { signedIn } from '~/lib/session'

/** Everything that only a signed-in user sees. */
export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ location }) => {
    if (!(await signedIn())) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  component: App,
})

function App() {
  useEffect(() => follow(client), [])
  useEffect(resumeAvailability, [])
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}
