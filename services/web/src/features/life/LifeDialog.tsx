import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { MergeDialog } from './MergeDialog'
import { SetParent } from './SetParent'

export type LifeDialogName = 'merge' | 'parent'

interface Props {
  item: Item
  name: LifeDialogName
  onClose: () => void
}

/** The dialog that a choice of the menu opened. */
export function LifeDialog({ item, name, onClose }: Props) {
  return name === 'merge' ? <MergeDialog item={item} onClose={onClose} /> : <SetParent item={item} onClose={onClose} />
}
