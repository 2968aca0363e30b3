import { useState } from 'react'
import { TypeIcon } from '~/features/item/TypeIcon'
import { useTypes } from '~/features/item/useStatuses'
import { type ItemType, ItemTypesService, Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { useOpened } from '~/lib/useOpened'
import { OrderedList } from '~/ui/OrderedList'
import { complain } from '~/ui/Toast'
import { Bar } from './Bar'
import { KindTabs } from './KindTabs'
import { RetireType } from './RetireType'
import { RetiredList } from './RetiredList'
import { TypeForm } from './TypeForm'
import { TypeRow } from './TypeRow'
import { text } from './text'

/** Said already. */
const ignore = () => undefined

type Doing = { what: 'new' } | { what: 'edit' | 'retire'; type: ItemType }

/** The types of tickets and of tasks. */
export function TypesTab() {
  const [kind, setKind] = useState(Kind.TICKET)
  const [doing, setDoing] = useState<Doing>()
  const admin = useIsAdmin()
  const [open, close] = useOpened()
  const all = useTypes()
  const types = all.filter((type) => type.kind === kind)
  const opened = all.find((type) => admin && type.id === open)
  const update = useCommand(ItemTypesService.method.updateItemType)
  const restore = useCommand(ItemTypesService.method.restoreItemType)
  const change = (type: ItemType, fields: { position?: number; default?: boolean; hidden?: boolean }, path: string) =>
    update.mutateAsync({ itemType: { id: type.id, ...fields }, updateMask: { paths: [path] } }, { onError: complain })
  const done = () => setDoing(undefined)
  return (
    <>
      <Bar about={text.typesAbout} add={text.newType} full={types.filter((type) => !type.retired).length >= 10 ? text.fullTypes : undefined} onAdd={() => setDoing({ what: 'new' })}>
        <KindTabs value={kind} onChange={setKind} />
      </Bar>
      <OrderedList
        label={text.types}
        items={types.filter((type) => !type.retired)}
        idOf={(type) => type.id}
        nameOf={(type) => type.name}
        onMove={admin ? (type, to) => change(type, { position: to }, 'position') : undefined}
      >
        {(type) => (
          <TypeRow
            type={type}
            onEdit={() => setDoing({ what: 'edit', type })}
            onDefault={() => void change(type, { default: true }, 'default').catch(ignore)}
            onHide={(hidden) => void change(type, { hidden }, 'hidden').catch(ignore)}
            onRetire={() => setDoing({ what: 'retire', type })}
          />
        )}
      </OrderedList>
      <RetiredList
        items={types.filter((type) => type.retired)}
        onRestore={admin ? (type) => restore.mutate({ id: type.id }, { onError: complain }) : undefined}
      >
        {(type) => (
          <>
            <TypeIcon type={type} />
            {type.name}
          </>
        )}
      </RetiredList>
      {doing?.what === 'new' && <TypeForm kind={kind} onClose={done} />}
      {doing?.what === 'edit' && <TypeForm kind={kind} type={doing.type} onClose={done} />}
      {opened && <TypeForm kind={opened.kind} type={opened} onClose={close} />}
      {doing?.what === 'retire' && <RetireType type={doing.type} onClose={done} />}
    </>
  )
}
