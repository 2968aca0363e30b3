import { useState } from 'react'
import { useTypes } from '~/features/item/useStatuses'
import { KindTabs } from '~/features/vocabulary/KindTabs'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ItemFormsService } from '~/gen/tandem/items/v1/item_forms_service_pb'
import { useRead } from '~/lib/query'
import { useOpened } from '~/lib/useOpened'
import { Chips } from '~/ui/Chips'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { inputLook } from '~/ui/input'
import { FormEditor } from './FormEditor'
import { admin, audiences } from './adminText'

/** The two forms of one type at a time. */
export function FormsTab() {
  const [open] = useOpened()
  const [picked, setKind] = useState<Kind>()
  const [chosen, setChosen] = useState(open)
  const [who, setWho] = useState<'agents' | 'customers'>('agents')
  const all = useTypes().filter((type) => !type.retired)
  const kind = picked ?? all.find((type) => type.id === chosen)?.kind ?? Kind.TICKET
  const types = all.filter((type) => type.kind === kind)
  const type = types.find((one) => one.id === chosen) ?? types.find((one) => one.default)
  const { data, error, refetch } = useRead(ItemFormsService.method.listItemForms, {})
  const audience = audiences.find(({ id }) => id === who)?.audience
  const form = data?.itemForms.find((one) => one.typeId === type?.id && one.audience === audience)
  return (
    <>
      <div className="grid gap-2 px-4 pt-3">
        <p className="text-sm text-soft">{admin.about}</p>
        <div className="flex flex-wrap items-center gap-2">
          <KindTabs value={kind} onChange={setKind} />
          <select aria-label={admin.type} value={type?.id ?? ''} onChange={({ target }) => setChosen(target.value)} className={`${inputLook} max-w-48`}>
            {types.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Chips label={admin.audience} chips={[...audiences]} value={who} onChange={setWho} />
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {form && type && <FormEditor key={form.id} form={form} type={type} />}
    </>
  )
}
