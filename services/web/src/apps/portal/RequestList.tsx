/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { Wrong } from '../Wrong'
import { api, explain } from '../api'
import { sideButton } from '../look'
import { State } from './State'
import { useLive } from './useLive'
import { type Item, when } from './wire'

interface Page {
  items?: Item[]
  nextPageToken?: string
}

const pageSize = 50

/** The customer's own requests, newest first. */
export function RequestList() {
  const [items, setItems] = useState<Item[]>()
  const [next, setNext] = useState('')
  const [problem, setProblem] = useState<string>()

  const load = async (token: string) => {
    try {
      const page = await api<Page>('GET', `/v1/items?page_size=${pageSize}&page_token=${encodeURIComponent(token)}`)
      setItems((before) => [...(token ? (before ?? []) : []), ...(page.items ?? [])])
      setNext(page.nextPageToken ?? '')
      setProblem(undefined)
    } catch (error) {
      setProblem(explain(error))
    }
  }
  useLive(() => void load(''), 'list')
  return (
    <>
      <h1 class="pb-3 text-xl font-semibold">Your requests</h1>
      <Wrong text={problem} />
      {items?.length === 0 && <p class="rounded-xl border border-line bg-surface p-8 text-center text-soft">You have no requests yet.</p>}
      {items && items.length > 0 && (
        <ul class="overflow-hidden rounded-xl border border-line bg-surface">
          {items.map((item) => (
            <li key={item.id} class="border-b border-line last:border-b-0">
              <a href={`#${item.number}`} class="flex items-center gap-3 px-4 py-3 hover:bg-hover">
                <span class="text-sm text-soft tabular-nums">#{item.number}</span>
                <span class="min-w-0 grow truncate font-medium">{item.title}</span>
                <State item={item} />
                <time dateTime={item.updateTime} class="hidden text-xs text-soft sm:inline">
                  {when(item.updateTime)}
                </time>
              </a>
            </li>
          ))}
        </ul>
      )}
      {next && (
        <button type="button" class={`${sideButton} mt-3`} onClick={() => void load(next)}>
          Show older
        </button>
      )}
    </>
  )
}
