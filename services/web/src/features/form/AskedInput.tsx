import { FieldInput } from '~/features/field/FieldInput'
import { text as item } from '~/features/item/text'
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Problem, fieldProblem } from '~/lib/error'
import { Field } from '~/ui/Field'
import { LazyEditor } from '~/ui/LazyEditor'
import { PropertyInput } from './PropertyInput'
import type { Draft, Property } from './draft'
import { labelOf, text } from './text'
import { keyOf } from './key'

export interface AskedProps {
  /** As the contract names it. */
  field: string
  /** It must be given. */
  required: boolean
  custom: CustomField[]
  draft: Draft
  problem: Problem | undefined
  onChange: (some: Partial<Draft>) => void
  onSubmit: () => void
}

const hints: Record<string, string> = { requester: item.requesterHint, tags: text.tagsHint }

/** One thing that a form asks for. */
export function AskedInput({ field, required, custom, draft, problem, onChange, onSubmit }: AskedProps) {
  const key = keyOf(field)
  const name = labelOf(field, custom)
  const label = required ? `${name} *` : name
  if (field === 'description_html') {
    const wrong = fieldProblem(problem, field)
    return (
      <div className="grid gap-1 sm:col-span-2">
        <LazyEditor
          label={label}
          initialHtml={draft.description_html}
          onChange={(html) => onChange({ description_html: html })}
          onSubmit={onSubmit}
          className="min-h-36 rounded-md border border-strong-line/60"
        />
        {wrong && <p className="text-xs text-danger">{wrong}</p>}
      </div>
    )
  }
  if (key === undefined) {
    const property = field as Exclude<Property, 'description_html'>
    const wrong = fieldProblem(problem, field) ?? (field === 'requester' ? fieldProblem(problem, 'email') : undefined)
    return (
      <Field label={label} hint={hints[field]} problem={wrong}>
        <PropertyInput field={property} label={name} draft={draft} onChange={onChange} />
      </Field>
    )
  }
  const own = custom.find((one) => one.key === key)
  if (!own) return null
  return (
    <Field label={label} hint={own.help || undefined} problem={fieldProblem(problem, key)}>
      <FieldInput field={own} value={draft.own[key]} onChange={(value) => onChange({ own: { ...draft.own, [key]: value } })} />
    </Field>
  )
}
