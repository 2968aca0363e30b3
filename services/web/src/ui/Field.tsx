import { type ReactElement, cloneElement, useId } from 'react'

interface Props {
  label: string
  hint?: string | undefined
  problem?: string | undefined
  /** One input, which gets its id and its description from here. */
  children: ReactElement<{ id?: string; 'aria-describedby'?: string | undefined; 'aria-invalid'?: boolean | undefined }>
}

/** A labelled input with its hint or its problem beneath. */
export function Field({ label, hint, problem, children }: Props) {
  const id = useId()
  const note = problem ?? hint
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': problem ? true : undefined,
      })}
      {note && (
        <p id={`${id}-note`} className={`text-xs ${problem ? 'text-danger' : 'text-soft'}`}>
          {note}
        </p>
      )}
    </div>
  )
}
