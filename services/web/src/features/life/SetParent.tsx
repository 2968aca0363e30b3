import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Dialog } from '~/ui/Dialog'
import { complain, tell } from '~/ui/Toast'
import { ItemFinder } from './ItemFinder'
import { text } from './text'
import { useParentChange } from './useParentChange'

/** Makes an item a subtask of another. */
export function SetParent({ item, onClose }: { item: Item; onClose: () => void }) {
  const change = useParentChange()
  const move = (parent: Item) => {
    const onSuccess = () => {
      tell(text.nowSubtask(item.number, parent.number))
      onClose()
    }
    if (!change.isPending) change.mutate({ item, parentId: parent.id }, { onSuccess, onError: complain })
  }
  return (
    <Dialog title={text.setParent} about={text.setParentAbout(item.number)} open onClose={onClose}>
      <ItemFinder label={text.find} except={item.id} onPick={move} />
    </Dialog>
  )
}
