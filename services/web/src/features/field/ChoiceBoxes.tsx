import type { KeyboardEvent } from 'react'
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'

interface Props {
  field: CustomField
  value: string[]
  onChange: (value: string[]) => void
  autoFocus?: boolean | undefined
  id?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
  onKeyDown?: ((event: KeyboardEvent) => void) | undefined
}

/** The choices of which several may be ticked. */
export function ChoiceBoxes({ field, value, onChange, autoFocus, id, ...rest }: Props) {
  const toggle = (one: string) => onChange(value.includes(one) ? value.filter((other) => other !== one) : [...value, one])
  const offered = field.choices.filter((choice) => !choice.retired || value.includes(choice.id))
  return (
    <div
      {...rest}
      role="group"
      id={id}
      aria-label={field.name}
      className="grid max-h-40 gap-1 overflow-y-auto rounded-md border border-strong-line/60 bg-surface p-2"
    >
      {offered.map((choice, index) => (
        <label key={choice.id} className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            autoFocus={autoFocus && index === 0}
            checked={value.includes(choice.id)}
            onChange={() => toggle(choice.id)}
            className="size-4 accent-(--accent)"
          />
          {choice.name}
        </label>
      ))}
    </div>
  )
}
