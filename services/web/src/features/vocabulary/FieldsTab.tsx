import { useState } from 'react'
import {
  type CustomField,
  CustomField_Target,
  CustomFieldsService,
} from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { useOpened } from '~/lib/useOpened'
import { Empty } from '~/ui/Empty'
import { OrderedList } from '~/ui/OrderedList'
import { Select } from '~/ui/Select'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { Bar } from './Bar'
import { FieldForm } from './FieldForm'
import { FieldRow } from './FieldRow'
import { RetireField } from './RetireField'
import { RetiredList } from './RetiredList'
import { targets, text } from './text'

type Doing = { what: 'new' } | { what: 'edit' | 'retire'; field: CustomField }

/** The custom fields of items, projects, customers, organizations and users. */
export function FieldsTab() {
  const [target, setTarget] = useState(CustomField_Target.ITEM)
  const [doing, setDoing] = useState<Doing>()
  const admin = useIsAdmin()
  const { data, error, refetch } = useRead(CustomFieldsService.method.listCustomFields, { withRetired: true })
  const update = useCommand(CustomFieldsService.method.updateCustomField)
  const restore = useCommand(CustomFieldsService.method.restoreCustomField)
  const [open, close] = useOpened()
  const opened = data?.customFields.find((field) => admin && field.id === open)
  const fields = data?.customFields.filter((field) => field.target === target) ?? []
  const used = fields.filter((field) => !field.retired)
  const move = (field: CustomField, position: number) =>
    update.mutateAsync({ customField: { id: field.id, position }, updateMask: { paths: ['position'] } }, { onError: complain })
  const done = () => setDoing(undefined)
  return (
    <>
      <Bar about={text.fieldsAbout} add={text.newField} full={used.length >= 200 ? text.fullFields : undefined} onAdd={() => setDoing({ what: 'new' })}>
        <span className="w-48">
          <Select aria-label={text.target} options={targets} value={target} onChange={setTarget} />
        </span>
      </Bar>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {data && used.length === 0 && <Empty title={text.noFields}>{text.noFieldsAbout}</Empty>}
      <OrderedList
        label={text.fields}
        items={used}
        idOf={(field) => field.id}
        nameOf={(field) => field.name}
        onMove={admin ? move : undefined}
      >
        {(field) => (
          <FieldRow field={field} onEdit={() => setDoing({ what: 'edit', field })} onRetire={() => setDoing({ what: 'retire', field })} />
        )}
      </OrderedList>
      <RetiredList
        items={fields.filter((field) => field.retired)}
        onRestore={admin ? (field) => restore.mutate({ id: field.id }, { onError: complain }) : undefined}
      >
        {(field) => (
          <>
            {field.name}
            <code className="text-xs">{field.key}</code>
          </>
        )}
      </RetiredList>
      {doing?.what === 'new' && <FieldForm target={target} onClose={done} />}
      {doing?.what === 'edit' && <FieldForm target={target} field={doing.field} onClose={done} />}
      {opened && <FieldForm target={opened.target} field={opened} onClose={close} />}
      {doing?.what === 'retire' && <RetireField field={doing.field} onClose={done} />}
    </>
  )
}
