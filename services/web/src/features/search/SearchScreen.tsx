import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useRef, useState } from 'react'
import { Empty } from '~/ui/Empty'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { ConversationResults } from './ConversationResults'
import { ItemResults } from './ItemResults'
import { PeopleResults } from './PeopleResults'
import { type SearchSearch, type TabName, tabNames } from './search'
import { text } from './text'

/** Everything that has the words: items, people, conversations. Arrows go from the box through the results and back. */
export function SearchScreen({ search }: { search: SearchSearch }) {
  const navigate = useNavigate()
  // What is in the box while one types; the address follows a moment later.
  const [typed, setTyped] = useState<string>()
  const area = useRef<HTMLDivElement>(null)
  const q = useDeferredValue((search.q ?? '').trim())
  const { tab = 'items' } = search
  const go = (change: SearchSearch) => void navigate({ to: '/search', search: { ...search, ...change }, replace: true })

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const stops = [...(area.current?.querySelectorAll<HTMLElement>('input, [data-result]') ?? [])]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    const next = step && at >= 0 ? stops[at + step] : undefined
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  return (
    <Page title={text.title}>
      {/* oxlint-disable-next-line no-static-element-interactions -- the keys go on from the box and the links within */}
      <div ref={area} onKeyDown={onKeyDown} className="flex min-h-0 grow flex-col">
        <div role="search" className="shrink-0 px-4 py-3">
          <div className="flex h-10 max-w-3xl items-center gap-2 rounded-md border border-line px-3 focus-within:border-strong-line">
            <Search aria-hidden className="size-4 text-soft" />
            <input
              type="search"
              autoFocus
              aria-label={text.box}
              placeholder={text.box}
              value={typed ?? search.q ?? ''}
              onChange={({ target }) => {
                setTyped(target.value)
                go({ q: target.value || undefined, exact: undefined })
              }}
              onBlur={() => setTyped(undefined)}
              className="min-w-0 grow bg-transparent outline-none"
            />
          </div>
        </div>
        <Tabs
          label={text.tabs}
          tabs={tabNames.map((id) => ({ id, label: text[id] }))}
          value={tab}
          onChange={(id) => go({ tab: id === 'items' ? undefined : (id as TabName) })}
          className="grow overflow-y-auto"
        >
          {q === '' ? (
            <Empty icon={<Search aria-hidden />} title={text.begin}>
              <p className="text-sm">{text.beginAbout}</p>
            </Empty>
          ) : (
            <Results tab={tab} q={q} search={search} />
          )}
        </Tabs>
      </div>
    </Page>
  )
}

function Results({ tab, q, search }: { tab: TabName; q: string; search: SearchSearch }) {
  if (tab === 'people') return <PeopleResults q={q} />
  if (tab === 'conversations') return <ConversationResults q={q} />
  return <ItemResults search={search} q={q} />
}
