import { PersonName } from '~/features/people/PersonName'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { ItemLine } from './ItemLine'
import { text } from './text'

/** What merging one item into another will do, before it is done. */
export function MergePreview({ source, target }: { source: Item; target: Item }) {
  const joining = source.requesterIds.filter((id) => !target.requesterIds.includes(id))
  return (
    <div className="grid gap-2 text-sm">
      <ItemLine item={target} />
      {joining.length > 0 ? (
        <>
          <p>{text.joins}</p>
          <ul className="list-disc pl-5">
            {joining.map((id) => (
              <li key={id}>
                <PersonName id={id} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{text.joinsNone}</p>
      )}
      {source.published && !target.published && <p>{text.becomesPublished(target.number)}</p>}
      <p className="text-soft">
        {text.willFinish(source.number)}
        {String(target.number)}.
      </p>
    </div>
  )
}
