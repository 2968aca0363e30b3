import { TemplateOffer } from '~/features/recurring/TemplateOffer'
import { Dialog } from '~/ui/Dialog'
import { NewItemForm } from './NewItemForm'
import { closeNewItem, newItem } from './newItem'
import { kinds } from './text'

/** The dialog in which a ticket or task is written. */
export function NewItemDialog() {
  const kind = newItem.use()
  if (kind === undefined) return null
  return (
    <Dialog wide title={kinds[kind].newOne} open onClose={closeNewItem}>
      <TemplateOffer kind={kind} onDone={closeNewItem} />
      <NewItemForm kind={kind} onDone={closeNewItem} />
    </Dialog>
  )
}
