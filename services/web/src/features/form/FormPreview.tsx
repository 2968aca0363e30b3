import { FieldInput } from '~/features/field/FieldInput'
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { ItemForm } from '~/gen/tandem/items/v1/item_forms_service_pb'
import { Field } from '~/ui/Field'
import { Section } from '~/ui/Section'
import { inputLook, textareaLook } from '~/ui/input'
import { PropertyInput } from './PropertyInput'
import { admin } from './adminText'
import { type Property, blank } from './draft'
import { labelOf } from './text'
import { keyOf } from './key'
import { Required } from './useForms'

const nothing = () => undefined

/** What a form looks like; it takes nothing. */
export function FormPreview({ form, custom }: { form: ItemForm; custom: CustomField[] }) {
  const input = (field: string) => {
    const own = custom.find(({ key }) => key === keyOf(field))
    if (own) return <FieldInput field={own} value={undefined} onChange={nothing} />
    if (field === 'description_html') return <textarea readOnly className={textareaLook} />
    const property = field === 'requester_ids' ? 'requester' : (field as Exclude<Property, 'description_html'>)
    return <PropertyInput field={property} label={labelOf(field, custom)} draft={blank} onChange={nothing} />
  }
  return (
    <div className="px-4">
      <Section title={admin.preview} about={admin.previewAbout}>
        <div inert className="grid gap-3 rounded-lg border border-line bg-surface p-4">
          <Field label={`${admin.titleOf[form.audience]} *`}>
            <input readOnly className={inputLook} />
          </Field>
          {form.fields.map(({ field, required }) => (
            <Field key={field} label={required === Required.TO_CREATE ? `${labelOf(field, custom)} *` : labelOf(field, custom)}>
              {input(field)}
            </Field>
          ))}
        </div>
      </Section>
    </div>
  )
}
