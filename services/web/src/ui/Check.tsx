import { useId } from 'react'

interface Props {
  label: string
  hint?: string
  /** Why it cannot be changed: said in place of the hint. */
  disabledReason?: string | undefined
  checked: boolean
  onChange: (checked: boolean) => void
}

/** A box that is ticked or not, with a line about it. */
export function Check({ label, hint: usual, disabledReason, checked, onChange }: Props) {
  const id = useId()
  const hint = disabledReason ?? usual
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={Boolean(disabledReason)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <span>
        <label htmlFor={id} className={`text-sm font-medium ${disabledReason ? 'text-soft' : ''}`}>
          {label}
        </label>
        {hint && (
          <span id={`${id}-hint`} className="block text-xs text-soft">
            {hint}
          </span>
        )}
      </span>
    </div>
  )
}
