import { useState } from 'react'
import { ItemFinder } from '~/features/life/ItemFinder'
import { ItemLine } from '~/features/life/ItemLine'
import { relations, text as life } from '~/features/life/text'
import { ItemLink_Relation as Relation, ItemLinksService } from '~/gen/tandem/items/v1/item_links_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { Loading } from '~/ui/Loading'
import { Select } from '~/ui/Select'
import { EachResults } from './EachResults'
import { text } from './text'
import { useEach } from './useEach'
import { useSelected } from './useSelected'

/** Links the selected items to another: how and to which, then each by itself with its way back. */
export function BulkLink({ ids, onClose }: { ids: string[]; onClose: (done: boolean) => void }) {
  const items = useSelected(ids)
  const [relation, setRelation] = useState(Relation.RELATES)
  const [other, setOther] = useState<Item>()
  const link = useCommand(ItemLinksService.method.createItemLink)
  const unlink = useCommand(ItemLinksService.method.deleteItemLink)
  const each = useEach(
    (item) => link.mutateAsync({ itemId: item.id, relation, otherId: other?.id ?? '' }),
    (_, { id }) => unlink.mutateAsync({ id }),
  )
  const linked = items?.filter(({ id }) => id !== other?.id) ?? []
  return (
    <Dialog wide title={text.linkTitle(ids.length)} open onClose={() => onClose(each.begun)}>
      {!items ? (
        <Loading lines={4} />
      ) : each.begun && other ? (
        <EachResults items={linked} each={each} words={{ done: (n) => text.linkedTo(n, other.number), back: text.unlink, undone: text.unlinked }} onClose={() => onClose(true)} />
      ) : other ? (
        <form
          className="grid grid-cols-[minmax(0,1fr)] gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (linked.length > 0) void each.run(linked)
          }}
        >
          <Field label={life.relation} hint={text.relationHint(linked.length)}>
            <Select options={relations} value={relation} onChange={setRelation} />
          </Field>
          <ItemLine item={other} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOther(undefined)}>{life.chooseOther}</Button>
            <Button autoFocus look="primary" type="submit" disabledReason={linked.length > 0 ? undefined : text.linkItself}>
              {text.link(linked.length)}
            </Button>
          </div>
        </form>
      ) : (
        <ItemFinder label={text.findOther} except="" onPick={setOther} />
      )}
    </Dialog>
  )
}
