import { EachResults } from '~/features/bulk/EachResults'
import { text as bulk } from '~/features/bulk/text'
import type { Each } from '~/features/bulk/useEach'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Dialog } from '~/ui/Dialog'

interface Props {
  items: Item[]
  each: Each<Item>
  onClose: () => void
}

/** What became of the items that were to be restored. */
export function DeletedResults({ items, each, onClose }: Props) {
  return (
    <Dialog wide title={bulk.restore(items.length)} open onClose={onClose}>
      <EachResults items={items} each={each} words={{ done: bulk.restored, back: bulk.deleteAgain, undone: bulk.deletedAgain }} onClose={onClose} />
    </Dialog>
  )
}
