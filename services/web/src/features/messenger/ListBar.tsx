import { Archive, Inbox, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useShortcut } from '~/lib/keys'
import { IconButton } from '~/ui/IconButton'
import { text } from './text'

interface Props {
  q: string
  closed: boolean
  onSearch: (q: string) => void
  onClosed: (closed: boolean) => void
}

const waitMs = 250

/** What the list is searched for, and whether it is of the open or the closed ones. */
export function ListBar({ q, closed, onSearch, onClosed }: Props) {
  const [typed, setTyped] = useState(q)
  const box = useRef<HTMLInputElement>(null)
  const latest = useRef(onSearch)
  useShortcut('/', text.search, () => box.current?.focus())
  useEffect(() => {
    latest.current = onSearch
  })
  useEffect(() => {
    if (typed.trim() === q) return undefined
    const timer = setTimeout(() => latest.current(typed.trim()), waitMs)
    return () => clearTimeout(timer)
  }, [typed, q])
  return (
    <div className="flex shrink-0 items-center gap-2 border-b border-line px-4 py-2">
      <div role="search" className="flex h-8 min-w-0 grow items-center gap-2 rounded-md border border-line px-2 focus-within:border-strong-line">
        <Search aria-hidden className="size-4 shrink-0 text-soft" />
        <input
          ref={box}
          type="search"
          aria-label={text.search}
          placeholder={text.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="min-w-0 grow bg-transparent outline-none"
        />
      </div>
      <fieldset className="flex shrink-0 rounded-md border border-line">
        <legend className="sr-only">{text.state}</legend>
        <IconButton label={text.open} aria-pressed={!closed} onClick={() => onClosed(false)}>
          <Inbox />
        </IconButton>
        <IconButton label={text.closed} aria-pressed={closed} onClick={() => onClosed(true)}>
          <Archive />
        </IconButton>
      </fieldset>
    </div>
  )
}
