import { useState } from 'react'
import { ItemFinder } from '~/features/life/ItemFinder'
import { ItemLine } from '~/features/life/ItemLine'
import { PersonName } from '~/features/people/PersonName'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { MergesService } from '~/gen/tandem/items/v1/merges_service_pb'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Loading } from '~/ui/Loading'
import { EachResults } from './EachResults'
import { text } from './text'
import { useEach } from './useEach'
import { useSelected } from './useSelected'

/** Merges the selected items into one of them, or into another: a look first, then each by itself with its way back. */
export function BulkMerge({ ids, onClose }: { ids: string[]; onClose: (done: boolean) => void }) {
  const items = useSelected(ids)
  const [chosen, setChosen] = useState<Item>()
  const [finding, setFinding] = useState(false)
  const [sources, setSources] = useState<Item[]>([])
  const merge = useCommand(MergesService.method.mergeItems)
  const unmerge = useCommand(MergesService.method.unmergeItem)
  const target = chosen ?? items?.[0]
  const each = useEach(
    (item) => merge.mutateAsync({ id: target?.id ?? '', sourceIds: [item.id] }),
    (item) => unmerge.mutateAsync({ id: item.id }),
  )
  const others = items?.filter(({ id }) => id !== target?.id) ?? []
  const joining = new Set(others.flatMap((item) => item.requesterIds).filter((id) => !target?.requesterIds.includes(id)))
  const go = () => {
    setSources(others)
    void each.run(others)
  }
  return (
    <Dialog wide title={text.mergeTitle(ids.length)} about={text.mergeAbout} open onClose={() => onClose(each.begun)}>
      {!items || !target ? (
        <Loading lines={4} />
      ) : each.begun ? (
        <EachResults items={sources} each={each} words={{ done: (n) => text.mergedInto(n, target.number), back: text.unmerge, undone: text.unmerged }} onClose={() => onClose(true)} />
      ) : finding ? (
        <div className="grid gap-3">
          <ItemFinder
            label={text.findTarget}
            except=""
            onPick={(item) => {
              setChosen(item)
              setFinding(false)
            }}
          />
          <div className="flex justify-end">
            <Button onClick={() => setFinding(false)}>{text.back}</Button>
          </div>
        </div>
      ) : (
        <form
          className="grid grid-cols-[minmax(0,1fr)] gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (others.length > 0) go()
          }}
        >
          <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
            <legend className="pb-1 text-sm font-medium">{text.stays}</legend>
            {[...(items.some(({ id }) => id === target.id) ? [] : [target]), ...items].map((item) => (
              <label key={item.id} className="flex items-center gap-2 rounded-md px-2 py-1 hover:bg-hover has-checked:bg-selected">
                <input type="radio" name="target" checked={item.id === target.id} onChange={() => setChosen(item)} className="size-4 shrink-0 accent-(--accent)" />
                <span className="min-w-0 grow">
                  <ItemLine item={item} />
                </span>
              </label>
            ))}
            <div>
              <Button look="ghost" onClick={() => setFinding(true)}>
                {text.otherTarget}
              </Button>
            </div>
          </fieldset>
          <section aria-label={text.preview} className="grid gap-2 text-sm">
            <p>{text.willMerge(others.length, target.number)}</p>
            {joining.size > 0 && (
              <p>
                {text.joining}{' '}
                {[...joining].slice(0, 10).map((id, at) => (
                  <span key={id}>
                    {at > 0 && ', '}
                    <PersonName id={id} />
                  </span>
                ))}
                {joining.size > 10 && ` ${text.andMore(joining.size - 10)}`}
              </p>
            )}
          </section>
          <div className="flex justify-end gap-2">
            <Button onClick={() => onClose(false)}>{text.cancel}</Button>
            <Button look="primary" type="submit" disabledReason={others.length > 0 ? undefined : text.mergeTwo}>
              {text.merge(others.length)}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
