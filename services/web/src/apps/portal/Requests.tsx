/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { mainButton, sideButton } from '../look'
import { NewRequest } from './NewRequest'
import { RequestList } from './RequestList'
import { RequestPage } from './RequestPage'
import type { Me, PublicPortal } from './wire'

/** The list. */
const home = location.pathname

/** Which of the screens, as it stands after `#`: nothing, `new`, or a number. */
function place(): string {
  return location.hash.slice(1)
}

function go(to: string): void {
  location.hash = to
}

/** The screens of a signed-in customer. */
export function Requests({ portal, me, onSignOut }: { portal: PublicPortal; me: Me; onSignOut: () => void }) {
  const [at, setAt] = useState(place)
  useEffect(() => {
    const move = () => setAt(place())
    addEventListener('hashchange', move)
    return () => removeEventListener('hashchange', move)
  }, [])
  return (
    <div class="mx-auto max-w-3xl px-4 py-6">
      <header class="flex flex-wrap items-center gap-3 pb-6">
        <div class="min-w-0 grow">
          <p class="text-sm text-soft">{portal.accountName}</p>
          <p class="text-lg font-semibold">
            <a href={home} class="hover:underline">
              {portal.name || 'Your requests'}
            </a>
          </p>
        </div>
        <span class="truncate text-sm text-soft max-sm:w-full max-sm:order-last">{me.name || me.email}</span>
        <button type="button" class={sideButton} onClick={onSignOut}>
          Sign out
        </button>
        {at !== 'new' && (
          <button type="button" class={mainButton} onClick={() => go('new')}>
            New request
          </button>
        )}
      </header>
      <main>
        {at === '' && <RequestList />}
        {at === 'new' && <NewRequest onDone={go} />}
        {/^\d+$/.test(at) && <RequestPage key={at} number={at} me={me} />}
      </main>
    </div>
  )
}
