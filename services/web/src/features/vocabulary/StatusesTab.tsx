import { useState } from 'react'
import { StatusDot } from '~/features/item/StatusDot'
import { useStatuses, useStatusesOf, useTypes } from '~/features/item/useStatuses'
import { ItemTypesService, Kind, type Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { OrderedList } from '~/ui/OrderedList'
import { complain } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { Bar } from './Bar'
import { KindTabs } from './KindTabs'
import { LeaveStatus } from './LeaveStatus'
import { RetiredList } from './RetiredList'
import { StatusForm } from './StatusForm'
import { StatusRow } from './StatusRow'
import { text } from './text'

/** Said already. */
const ignore = () => undefined

type Doing = { what: 'new' } | { what: 'edit' | 'retire' | 'takeOut'; status: Status }

/** The statuses of one type at a time. */
export function StatusesTab() {
  const [kind, setKind] = useState(Kind.TICKET)
  const [chosen, setChosen] = useState('')
  const [doing, setDoing] = useState<Doing>()
  const admin = useIsAdmin()
  const types = useTypes().filter((type) => type.kind === kind && !type.retired)
  const type = types.find((one) => one.id === chosen) ?? types.find((one) => one.default)
  const statuses = useStatusesOf(type?.id ?? '')
  const retired = useStatuses().filter((status) => status.kind === kind && status.retired)
  const update = useCommand(ItemTypesService.method.updateItemType)
  const restore = useCommand(ItemTypesService.method.restoreStatus)
  const move = (status: Status, to: number) => {
    const others = statuses.map(({ id }) => id).filter((id) => id !== status.id)
    return change({ statusIds: others.toSpliced(to, 0, status.id) }, 'status_ids')
  }
  const change = (fields: { statusIds?: string[]; defaultStatusId?: string }, path: string) =>
    update.mutateAsync({ itemType: { id: type?.id ?? '', ...fields }, updateMask: { paths: [path] } }, { onError: complain })
  const done = () => setDoing(undefined)
  return (
    <>
      <Bar about={text.statusesAbout} add={text.newStatus} full={statuses.length >= 25 ? text.fullStatuses : undefined} onAdd={() => setDoing({ what: 'new' })}>
        <KindTabs value={kind} onChange={setKind} />
        <select aria-label={text.type} value={type?.id ?? ''} onChange={({ target }) => setChosen(target.value)} className={`${inputLook} max-w-48`}>
          {types.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </Bar>
      <OrderedList
        label={text.statuses}
        items={statuses}
        idOf={(status) => status.id}
        nameOf={(status) => status.name}
        onMove={admin ? move : undefined}
      >
        {(status) => (
          <StatusRow
            status={status}
            type={type}
            onEdit={() => setDoing({ what: 'edit', status })}
            onDefault={() => void change({ defaultStatusId: status.id }, 'default_status_id').catch(ignore)}
            onTakeOut={() => setDoing({ what: 'takeOut', status })}
            onRetire={() => setDoing({ what: 'retire', status })}
          />
        )}
      </OrderedList>
      <RetiredList items={retired} onRestore={admin ? (status) => restore.mutate({ id: status.id }, { onError: complain }) : undefined}>
        {(status) => (
          <>
            <StatusDot status={status} />
            {status.name}
          </>
        )}
      </RetiredList>
      {doing?.what === 'new' && type && <StatusForm type={type} onClose={done} />}
      {doing?.what === 'edit' && type && <StatusForm type={type} status={doing.status} onClose={done} />}
      {doing?.what === 'retire' && <LeaveStatus status={doing.status} among={statuses} onClose={done} />}
      {doing?.what === 'takeOut' && <LeaveStatus status={doing.status} among={statuses} type={type} onClose={done} />}
    </>
  )
}
