import type { BulkEditResult } from '~/gen/tandem/items/v1/bulk_edits_service_pb'
import { text } from './text'

/** Items that could not be changed, each with why. */
export function Refusals({ results }: { results: BulkEditResult[] }) {
  if (results.length === 0) return null
  return (
    <ul aria-label={text.whyNot} className="rounded-md border border-line">
      {results.map(({ itemId, itemNumber, itemTitle, message }) => (
        <li key={itemId} className="border-b border-line px-3 py-1.5 text-sm last:border-0">
          <span className="font-medium">
            {itemNumber > 0n && `#${itemNumber} `}
            {itemTitle}
          </span>
          <span className="block text-soft">{message}</span>
        </li>
      ))}
    </ul>
  )
}
