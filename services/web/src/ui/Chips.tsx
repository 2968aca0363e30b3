interface Props<Id extends string> {
  label: string
  /** In lines where there is no room, and not scrolled. */
  wrap?: boolean
  chips: { id: Id; label: string }[]
  value: Id
  onChange: (id: Id) => void
}

/** A few ways to narrow a list, one of which is on. */
export function Chips<Id extends string>({ label, wrap, chips, value, onChange }: Props<Id>) {
  return (
    <fieldset className={`flex min-w-0 shrink-0 gap-1.5 px-4 py-2.5 ${wrap ? 'flex-wrap' : 'overflow-x-auto'}`}>
      <legend className="sr-only">{label}</legend>
      {chips.map((chip) => (
        <button
          key={chip.id}
          type="button"
          aria-pressed={chip.id === value}
          onClick={() => onChange(chip.id)}
          className="h-7 shrink-0 rounded-full border border-line px-3 text-sm whitespace-nowrap text-soft hover:bg-hover hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
        >
          {chip.label}
        </button>
      ))}
    </fieldset>
  )
}
