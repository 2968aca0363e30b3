import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Problem, fieldProblem } from '~/lib/error'
import { Field } from '~/ui/Field'
import { FieldInput } from './FieldInput'
import { text } from './text'
import type { Plain, PlainValues } from './value'

interface Props {
  fields: CustomField[]
  values: PlainValues
  problem: Problem | undefined
  onChange: (key: string, value: Plain) => void
}

/** The custom fields of something new: those that must be given, and behind a line the rest. */
export function FieldInputs({ fields, values, problem, onChange }: Props) {
  const required = fields.filter((field) => field.required)
  const others = fields.filter((field) => !field.required)
  const refused = others.some((field) => fieldProblem(problem, field.key))
  const input = (field: CustomField) => (
    <Field
      key={field.id}
      label={field.required ? `${field.name} *` : field.name}
      hint={field.help || undefined}
      problem={fieldProblem(problem, field.key)}
    >
      <FieldInput field={field} value={values[field.key]} onChange={(value) => onChange(field.key, value)} />
    </Field>
  )
  return (
    <>
      {required.length > 0 && <div className="grid gap-3 sm:grid-cols-2">{required.map(input)}</div>}
      {others.length > 0 && (
        <details open={refused || undefined} className="rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2 text-sm font-medium">{text.more(others.length)}</summary>
          <div className="grid gap-3 px-3 pb-3 sm:grid-cols-2">{others.map(input)}</div>
        </details>
      )}
    </>
  )
}
