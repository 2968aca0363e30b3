import { ListFilter, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { problemOf } from '~/lib/error'
import { useShortcut } from '~/lib/keys'
import { IconButton } from '~/ui/IconButton'
import { FilterOffers } from './FilterOffers'
import { text } from './text'
import { useOffers } from './useOffers'

interface Props {
  filter: string
  error: unknown
  onChange: (filter: string) => void
}

/** The filter as text, with what the server has against it beneath. */
export function FilterBox({ filter, error, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const note = useId()
  const offers = useOffers(input)
  const problem = error ? problemOf(error) : undefined
  const said = problem && (problem.fields.find(({ field }) => field.endsWith('filter'))?.problem ?? problem.message)
  useShortcut('/', text.filter, () => input.current?.select())
  return (
    <form
      role="search"
      className="relative min-w-0 grow"
      onSubmit={(event) => {
        event.preventDefault()
        offers.close()
        onChange(input.current?.value ?? '')
      }}
    >
      <div
        className={`flex h-8 items-center gap-1.5 rounded-md border bg-surface pl-2 ${said ? 'border-danger' : 'border-line focus-within:border-strong-line'}`}
      >
        <ListFilter aria-hidden className="size-4 shrink-0 text-soft" />
        <input
          key={filter}
          ref={input}
          defaultValue={filter}
          aria-label={text.filter}
          aria-invalid={said ? true : undefined}
          aria-describedby={said ? note : undefined}
          placeholder={text.filterHint}
          spellCheck={false}
          autoComplete="off"
          enterKeyHint="search"
          {...offers.props}
          className="min-w-0 grow bg-transparent font-mono text-xs outline-none placeholder:font-sans placeholder:text-sm"
        />
        {filter && (
          <IconButton label={text.clear} className="size-7" onClick={() => onChange('')}>
            <X />
          </IconButton>
        )}
      </div>
      <FilterOffers {...offers} />
      {said && (
        <p id={note} role="alert" className="pt-1 text-xs text-danger">
          {said}
        </p>
      )}
    </form>
  )
}
