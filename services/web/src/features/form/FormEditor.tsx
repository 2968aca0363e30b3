import { useState } from 'react'
import { isOf, useFields } from '~/features/field/useFields'
import { text as vocabulary } from '~/features/vocabulary/text'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type ItemForm, ItemFormsService } from '~/gen/tandem/items/v1/item_forms_service_pb'
import type { ItemType } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { Empty } from '~/ui/Empty'
import { OrderedList } from '~/ui/OrderedList'
import { complain } from '~/ui/Toast'
import { AddAsked } from './AddAsked'
import { AskedRow } from './AskedRow'
import { FormPreview } from './FormPreview'
import { Offered } from './Offered'
import { admin } from './adminText'
import { labelOf } from './text'
import { useFormEdit } from './useFormEdit'
import { type Asked, Audience } from './useForms'

/** What a form asks for: put in order, added, taken away, required or not. */
export function FormEditor({ form, type }: { form: ItemForm; type: ItemType }) {
  const [resetting, setResetting] = useState(false)
  const { mutate, mutateAsync } = useFormEdit(form)
  const reset = useCommand(ItemFormsService.method.resetItemForm)
  const forCustomers = form.audience === Audience.CUSTOMER
  const custom = useFields(CustomField_Target.ITEM).filter((field) => isOf(field, type.kind, type.id) && (!forCustomers || field.visibleToCustomers))
  const may = useIsAdmin()
  const reason = may ? undefined : vocabulary.adminsOnly
  const nameOf = ({ field }: Asked) => labelOf(field, custom)
  const without = (asked: Asked) => form.fields.filter(({ field }) => field !== asked.field)
  const change = (asked: Asked, some: Partial<Asked>) => form.fields.map((one) => (one.field === asked.field ? { ...one, ...some } : one))
  const fixed = ({ field }: Asked) => reason ?? (forCustomers && field === 'description_html' ? admin.first : undefined)
  return (
    <div className="grid gap-6 pb-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div>
        <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
          <AddAsked form={form} custom={custom} reason={reason} onAdd={(fields) => mutate({ fields })} />
          <Button disabledReason={reason ?? (form.default ? admin.resetDefault : undefined)} onClick={() => setResetting(true)}>
            {admin.reset}
          </Button>
        </div>
        {form.fields.length === 0 && <Empty title={admin.nothing} />}
        <OrderedList
          label={admin.fields}
          items={form.fields}
          idOf={({ field }) => field}
          nameOf={nameOf}
          onMove={may ? (asked, to) => mutateAsync({ fields: without(asked).toSpliced(to, 0, asked) }) : undefined}
        >
          {(asked) => (
            <AskedRow
              asked={asked}
              name={nameOf(asked)}
              audience={form.audience}
              fixed={fixed(asked)}
              onRequire={(required) => mutate({ fields: change(asked, { required }) })}
              onRemove={() => mutate({ fields: without(asked) })}
            />
          )}
        </OrderedList>
        {forCustomers && <Offered form={form} type={type} reason={reason} onChange={(offered) => mutate({ offered })} />}
      </div>
      <FormPreview form={form} custom={custom} />
      {resetting && (
        <Confirm
          title={admin.resetAsk}
          action={admin.reset}
          busy={reset.isPending}
          onConfirm={() => reset.mutate({ id: form.id }, { onSuccess: () => setResetting(false), onError: complain })}
          onClose={() => setResetting(false)}
        >
          {forCustomers ? admin.resetCustomerMeans : admin.resetMeans}
        </Confirm>
      )}
    </div>
  )
}
