import { Dialog } from '~/ui/Dialog'
import { useStatus } from '~/features/item/useStatuses'
import { MissingForm } from './MissingForm'
import { closeMissing, missing } from './missing'
import { text } from './text'

/** The dialog that asks for what an item lacks before it gets a status. */
export function MissingDialog() {
  const open = missing.use()
  const status = useStatus(open?.statusId ?? '')
  if (!open) return null
  return (
    <Dialog title={text.finishTitle(status?.name ?? '')} about={text.finishAbout} open onClose={closeMissing}>
      <MissingForm key={open.item.id} missing={open} onDone={closeMissing} />
    </Dialog>
  )
}
