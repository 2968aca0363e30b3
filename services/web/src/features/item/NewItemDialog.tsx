import { TemplateOffer } from '~/features/recurring/TemplateOffer'
import { Dialog } from '~/ui/Dialog'
import { BegunIn } from './BegunIn'
import { NewItemForm } from './NewItemForm'
import { closeNewItem, newItem } from './newItem'
import { kinds } from './text'

/** The dialog in which a ticket or task is written. */
export function NewItemDialog() {
  const open = newItem.use()
  if (open === undefined) return null
  return (
    <Dialog wide title={kinds[open.kind].newOne} open onClose={closeNewItem}>
      <TemplateOffer kind={open.kind} onDone={closeNewItem} />
      <BegunIn begun={open.begun} />
      <NewItemForm kind={open.kind} begun={open.begun} onDone={closeNewItem} />
    </Dialog>
  )
}
