/** @jsxImportSource preact */
import { Labelled } from '../Labelled'
import { areaLook, boxLook } from '../look'

/** A custom field as the public form has it. */
export interface FormField {
  key: string
  name: string
  help: string
  type: string
  required: boolean
  decimals: number
  choices: { id: string; name: string }[]
  defaultValue?: unknown
}

/** The box of one custom field. Its name is `fields.<key>`. */
export function CustomInput({ field, problem }: { field: FormField; problem: string | undefined }) {
  const name = `fields.${field.key}`
  const { required, type } = field
  if (type === 'TYPE_MULTI_CHOICE') return <Several field={field} name={name} problem={problem} />
  const usual = field.defaultValue === undefined ? '' : String(field.defaultValue)
  return (
    <Labelled label={required ? field.name : `${field.name} (optional)`} hint={field.help} problem={problem}>
      {box()}
    </Labelled>
  )

  function box() {
    if (type === 'TYPE_MULTILINE_TEXT') return <textarea name={name} required={required} maxLength={10_000} rows={4} class={areaLook} defaultValue={usual} />
    if (type === 'TYPE_CHOICE' || type === 'TYPE_CHECKBOX') {
      const yesNo = [{ id: 'true', name: 'Yes' }, ...(required ? [] : [{ id: 'false', name: 'No' }])]
      return (
        <select name={name} required={required} class={boxLook} defaultValue={usual}>
          <option value="">–</option>
          {(type === 'TYPE_CHOICE' ? field.choices : yesNo).map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </select>
      )
    }
    const rest = { name, required, class: boxLook, defaultValue: usual }
    if (type === 'TYPE_DATE') return <input type="date" {...rest} />
    if (type === 'TYPE_LINK') return <input type="url" {...rest} />
    return <input inputMode={type === 'TYPE_TEXT' ? 'text' : 'decimal'} {...rest} />
  }
}

function Several({ field, name, problem }: { field: FormField; name: string; problem: string | undefined }) {
  const usual = Array.isArray(field.defaultValue) ? field.defaultValue : []
  return (
    <fieldset class="grid gap-1">
      <legend class="text-sm font-medium">{field.required ? field.name : `${field.name} (optional)`}</legend>
      {field.help && <p class="text-xs text-soft">{field.help}</p>}
      {field.choices.map((choice) => (
        <label key={choice.id} class="flex items-center gap-2 text-sm">
          <input type="checkbox" name={name} value={choice.id} defaultChecked={usual.includes(choice.id)} class="size-4 accent-(--accent)" />
          {choice.name}
        </label>
      ))}
      {problem && (
        <p role="alert" class="text-xs text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

/** What was given in the form, by key; empty boxes are left out. */
export function answers(fields: FormField[], form: FormData): Record<string, string | string[]> {
  const found = fields.map((field): [string, string | string[]] => {
    const values = form.getAll(`fields.${field.key}`).map(String)
    return [field.key, field.type === 'TYPE_MULTI_CHOICE' ? values : (values[0] ?? '').trim()]
  })
  return Object.fromEntries(found.filter(([, value]) => value.length > 0))
}
