/** @jsxImportSource preact */
import type { Item } from './wire'

const words: Record<Item['state'], string> = {
  STATE_NOT_STARTED: 'Open',
  STATE_IN_PROGRESS: 'In progress',
  STATE_FINISHED: 'Solved',
}

/** How far a request is, in three words that customers know. */
export function State({ item }: { item: Item }) {
  const solved = item.state === 'STATE_FINISHED'
  return (
    <span class={`rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${solved ? 'bg-good-soft text-good' : 'bg-accent-soft text-accent'}`}>
      {words[item.state] ?? 'Open'}
    </span>
  )
}
