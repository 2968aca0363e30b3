import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Confirm } from '~/ui/Confirm'
import { ItemLine } from './ItemLine'
import { text } from './text'

/** Asks before something is finished that others block. */
export function Blocked({ by, onConfirm, onClose }: { by: Item[]; onConfirm: () => void; onClose: () => void }) {
  return (
    <Confirm title={text.blockedTitle} action={text.finishAnyway} busy={false} onConfirm={onConfirm} onClose={onClose}>
      <p>{text.blockedAbout}</p>
      {by.map((item) => (
        <ItemLine key={item.id} item={item} />
      ))}
    </Confirm>
  )
}
