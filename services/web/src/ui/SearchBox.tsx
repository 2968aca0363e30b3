import { Search } from 'lucide-react'
import type { ReactNode } from 'react'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
  /** What can be done with what is found. */
  children?: ReactNode
}

/** A box to search a list by. */
export function SearchBox({ label, value, onChange, children }: Props) {
  return (
    <div role="search" className="flex shrink-0 items-center justify-between gap-2 border-b border-line px-4 py-2">
      <div className="flex h-8 w-full max-w-md items-center gap-2 rounded-md border border-line px-2 focus-within:border-strong-line">
        <Search aria-hidden className="size-4 text-soft" />
        <input
          type="search"
          aria-label={label}
          placeholder={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="min-w-0 grow bg-transparent outline-none"
        />
      </div>
      {children}
    </div>
  )
}
