import { Search } from 'lucide-react'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
}

/** A box to search a list by. */
export function SearchBox({ label, value, onChange }: Props) {
  return (
    <div role="search" className="shrink-0 border-b border-line px-4 py-2">
      <div className="flex h-8 max-w-md items-center gap-2 rounded-md border border-line px-2 focus-within:border-strong-line">
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
    </div>
  )
}
