import { Undo2 } from 'lucide-react'
import { type Item } from '~/gen/tandem/items/v1/items_service_pb'
import { MergesService } from '~/gen/tandem/items/v1/merges_service_pb'
import { PersonName } from '~/features/people/PersonName'
import { useCommand, useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { RichText } from '~/ui/RichText'
import { Section } from '~/ui/Section'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

/** What was merged into an item, as it was, and the way to take it apart again. */
export function MergedItems({ item }: { item: Item }) {
  const merged = useRead(MergesService.method.listMergedItems, { itemId: item.id }).data?.mergedItems ?? []
  const unmerge = useCommand(MergesService.method.unmergeItem)
  const apart = (source: Item) => unmerge.mutate({ id: source.id }, { onError: complain, onSuccess: () => tell(text.unmerged(source.number)) })
  if (merged.length === 0) return null
  return (
    <Section title={text.mergedHere}>
      <ul aria-label={text.mergedHere} className="grid gap-3">
        {merged.map(({ item: source, actorId, mergeTime }) =>
          source ? (
            <li key={source.id} className="grid gap-1 rounded-md border border-line px-3 py-2">
              <div className="flex items-center gap-2">
                <span className="text-sm text-soft tabular-nums">#{String(source.number)}</span>
                <span className="min-w-0 grow truncate font-medium">{source.title}</span>
                <Button look="ghost" busy={unmerge.isPending} onClick={() => apart(source)}>
                  <Undo2 aria-hidden />
                  {text.unmerge}
                </Button>
              </div>
              {source.descriptionHtml && <RichText html={source.descriptionHtml} className="max-h-40 overflow-y-auto text-sm" />}
              <p className="text-xs text-soft">
                <PersonName id={actorId} /> <Ago time={mergeTime} />
              </p>
            </li>
          ) : null,
        )}
      </ul>
    </Section>
  )
}
