import { useState } from 'react'
import { ItemLink_Relation as Relation, ItemLinksService } from '~/gen/tandem/items/v1/item_links_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { complain, tell } from '~/ui/Toast'
import { ItemFinder } from './ItemFinder'
import { relations, text } from './text'

/** Links an item to another: how, and to which. */
export function NewLink({ item, onClose }: { item: Item; onClose: () => void }) {
  const [relation, setRelation] = useState(Relation.RELATES)
  const create = useCommand(ItemLinksService.method.createItemLink)
  const link = (other: Item) => {
    if (create.isPending) return
    const onSuccess = () => {
      tell(text.linked(other.number))
      onClose()
    }
    create.mutate({ itemId: item.id, relation, otherId: other.id }, { onSuccess, onError: complain })
  }
  return (
    <Dialog title={text.linkTitle} open onClose={onClose}>
      <div className="grid gap-3">
        <Field label={text.relation}>
          <Select options={relations} value={relation} onChange={setRelation} />
        </Field>
        <ItemFinder label={text.find} except={item.id} onPick={link} />
      </div>
    </Dialog>
  )
}
