import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { MergesService } from '~/gen/tandem/items/v1/merges_service_pb'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { complain, tell } from '~/ui/Toast'
import { ItemFinder } from './ItemFinder'
import { MergePreview } from './MergePreview'
import { text } from './text'

/** Merges an item into another: first which, then what that means, then it is done. */
export function MergeDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const [target, setTarget] = useState<Item>()
  const merge = useCommand(MergesService.method.mergeItems)
  const go = (into: Item) => {
    const onSuccess = () => {
      tell(text.merged(item.number, into.number))
      onClose()
    }
    merge.mutate({ id: into.id, sourceIds: [item.id] }, { onSuccess, onError: complain })
  }
  return (
    <Dialog title={text.mergeTitle(item.number)} about={text.mergeAbout} open onClose={onClose}>
      {target ? (
        <div className="grid gap-4">
          <MergePreview source={item} target={target} />
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setTarget(undefined)}>{text.chooseOther}</Button>
            <Button look="primary" autoFocus busy={merge.isPending} onClick={() => go(target)}>
              {text.mergeAction(target.number)}
            </Button>
          </div>
        </div>
      ) : (
        <ItemFinder label={text.find} except={item.id} onPick={setTarget} />
      )}
    </Dialog>
  )
}
