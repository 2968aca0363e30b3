import { useId } from 'react'

interface Props {
  name: string
  label: string
  hint: string
  checked: boolean
  onChoose: () => void
}

/** One of a few ways, with a line about it. */
export function Choice({ name, label, hint, checked, onChoose }: Props) {
  const id = useId()
  return (
    <label
      htmlFor={id}
      className={`grid cursor-pointer grid-cols-[auto_1fr] items-start gap-x-2 rounded-lg border p-3 focus-within:outline-2 focus-within:outline-accent ${checked ? 'border-accent bg-accent-soft' : 'border-line hover:bg-hover'}`}
    >
      <input id={id} type="radio" name={name} checked={checked} aria-labelledby={`${id}-label`} aria-describedby={`${id}-hint`} onChange={onChoose} className="mt-0.5 size-4 accent-(--accent)" />
      <span id={`${id}-label`} className="text-sm font-medium">{label}</span>
      <span id={`${id}-hint`} className="col-start-2 text-xs text-soft">
        {hint}
      </span>
    </label>
  )
}
