import { useState } from 'react'
import { type ItemType, ItemTypesService, type Status } from '~/gen/tandem/items/v1/item_types_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { UsedBy } from './UsedBy'
import { text } from './text'

interface Props {
  status: Status
  /** Where its items may go. */
  among: Status[]
  /** Given: it is taken out of this type only. */
  type?: ItemType | undefined
  onClose: () => void
}

/** Asks where the items of a status go that nobody is to have any more. */
export function LeaveStatus({ status, among, type, onClose }: Props) {
  const others = among.filter(({ id }) => id !== status.id)
  const [goal, setGoal] = useState(() => (others.find(({ state }) => state === status.state) ?? others[0])?.id ?? '')
  const retire = useCommand(ItemTypesService.method.retireStatus)
  const update = useCommand(ItemTypesService.method.updateItemType)
  const busy = retire.isPending || update.isPending
  const error = retire.error ?? update.error
  const leave = () => {
    const done = { onSuccess: onClose }
    if (!type) return retire.mutate({ id: status.id, moveToStatusId: goal }, done)
    const statusIds = type.statusIds.filter((id) => id !== status.id)
    const moves = [{ fromStatusId: status.id, toStatusId: goal }]
    return update.mutate({ itemType: { id: type.id, statusIds }, updateMask: { paths: ['status_ids'] }, moves }, done)
  }
  const title = type ? text.takeOut(type.name) : text.retire
  return (
    <Dialog title={`${title}: ${status.name}`} about={text.leaveMeans} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) leave()
        }}
      >
        <Field label={text.goTo}>
          <select autoFocus value={goal} onChange={({ target }) => setGoal(target.value)} className={inputLook}>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <UsedBy thingId={status.id} />
        <FormEnd problem={error ? { ...problemOf(error), fields: [] } : undefined} busy={busy} submit={title} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
