import { shownCount, text } from './text'
import { useChatCounts } from './useChatCounts'

/** How many chats wait; nothing where none does. */
export function WaitingCount() {
  const { waiting } = useChatCounts()
  if (waiting === 0) return null
  return (
    <span className="inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full bg-accent px-1 text-[0.6875rem] leading-none font-semibold text-accent-ink tabular-nums">
      <span className="sr-only">{text.waitingCount(waiting)}</span>
      <span aria-hidden>{shownCount(waiting)}</span>
    </span>
  )
}
