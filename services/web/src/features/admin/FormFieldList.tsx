import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { text } from './text'

export interface AskedField {
  key: string
  required: boolean
}

interface Props {
  fields: CustomField[]
  /** In the order in which they are asked for. */
  value: AskedField[]
  problem: string | undefined
  onChange: (value: AskedField[]) => void
}

/** Which custom fields a form asks for, and which of them must be given. */
export function FormFieldList({ fields, value, problem, onChange }: Props) {
  const ask = (key: string, asked: boolean) => onChange(asked ? [...value, { key, required: false }] : value.filter((one) => one.key !== key))
  const require = (key: string, required: boolean) => onChange(value.map((one) => (one.key === key ? { key, required } : one)))
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">{text.formFields}</legend>
      {fields.length === 0 && <p className="text-sm text-soft">{text.noFormFields}</p>}
      <ul>
        {fields.map((field) => {
          const asked = value.find(({ key }) => key === field.key)
          return (
            <li key={field.id} className="flex min-h-8 flex-wrap items-center gap-x-4 text-sm">
              <label className="flex min-w-0 grow items-center gap-2">
                <input
                  type="checkbox"
                  checked={Boolean(asked)}
                  onChange={({ target }) => ask(field.key, target.checked)}
                  className="size-4 shrink-0 accent-(--accent)"
                />
                <span className="truncate">{field.name}</span>
              </label>
              {asked && (
                <label className="flex items-center gap-2 text-soft">
                  <input
                    type="checkbox"
                    aria-label={text.fieldRequired(field.name)}
                    checked={asked.required}
                    onChange={({ target }) => require(field.key, target.checked)}
                    className="size-4 shrink-0 accent-(--accent)"
                  />
                  {text.required}
                </label>
              )}
            </li>
          )
        })}
      </ul>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
