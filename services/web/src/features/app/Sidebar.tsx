import { Link } from '@tanstack/react-router'
import { CloudOff, Search } from 'lucide-react'
import { WaitingCount } from '~/features/chat/WaitingCount'
import { Count } from '~/features/messenger/Count'
import { useCounts } from '~/features/messenger/useCounts'
import { Bell } from '~/features/notification/Bell'
import { RunningTimer } from '~/features/time/RunningTimer'
import { keysOf, useRemapped } from '~/lib/keys'
import { connected } from '~/lib/live'
import { useIsAdmin } from '~/lib/session'
import { Kbd } from '~/ui/Kbd'
import { Logo } from './Logo'
import { UserMenu } from './UserMenu'
import { palette } from './overlays'
import { places } from './places'
import { text } from './text'

/** The bar at the left: where one can go, what one should know, and who one is. */
export function Sidebar() {
  const admin = useIsAdmin()
  const live = connected.use()
  const unread = useCounts().all
  return (
    <nav aria-label={text.main} className="flex h-full flex-col bg-canvas">
      <div className="flex h-12 items-center justify-between pr-2 pl-4">
        <Logo />
        <Bell />
      </div>
      <button
        type="button"
        onClick={() => palette.set(true)}
        className="mx-2 mb-2 flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-sm text-soft hover:text-ink"
      >
        <Search aria-hidden className="size-4" />
        <span className="grow text-left">{text.searchKeys}</span>
        <Kbd keys={keysOf('mod+k', useRemapped())} />
      </button>
      <ul className="grid gap-0.5 px-2">
        {places
          .filter((place) => admin || !place.adminsOnly)
          .map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                className="flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium text-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:text-ink"
              >
                <Icon aria-hidden className="size-4" />
                <span className="grow">{label}</span>
                {to === '/messages' && <Count value={unread} />}
                {to === '/chats' && <WaitingCount />}
              </Link>
            </li>
          ))}
      </ul>
      <div className="grow" />
      {!live && (
        <p role="status" className="mx-2 mb-2 flex items-center gap-2 rounded-lg bg-internal-soft px-3 py-2 text-xs text-internal">
          <CloudOff aria-hidden className="size-4 shrink-0" />
          {text.notLive}
        </p>
      )}
      <RunningTimer />
      <UserMenu />
    </nav>
  )
}
