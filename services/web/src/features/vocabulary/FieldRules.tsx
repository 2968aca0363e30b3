import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import type { FieldDraft } from './fieldDraft'
import { text } from './text'

interface Props {
  draft: FieldDraft
  target: CustomField_Target
  onChange: (some: Partial<FieldDraft>) => void
}

const kinds = [
  { value: Kind.UNSPECIFIED, label: text.allItems },
  { value: Kind.TICKET, label: text.tickets },
  { value: Kind.TASK, label: text.tasks },
]

/** Which things have a field, who must give it, and who sees it. */
export function FieldRules({ draft, target, onChange }: Props) {
  const item = target === CustomField_Target.ITEM
  const customer = target === CustomField_Target.CUSTOMER
  return (
    <>
      {item && (
        <Field label={text.appliesTo}>
          <Select options={kinds} value={draft.kind} onChange={(kind) => onChange({ kind })} />
        </Field>
      )}
      <Check label={text.required} hint={text.requiredHint} checked={draft.required} onChange={(required) => onChange({ required })} />
      {(item || customer) && (
        <Check
          label={text.visible}
          hint={item ? text.visibleHint : text.visibleCustomerHint}
          checked={draft.visibleToCustomers}
          onChange={(visibleToCustomers) => onChange({ visibleToCustomers })}
        />
      )}
    </>
  )
}
