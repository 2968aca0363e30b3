import type { PreviewMacroResponse_Item } from '~/gen/tandem/automation/v1/macros_service_pb'
import { text } from './text'

/** How many are named. */
const named = 5

/** What a macro would do to one item, what it would say, and who would receive that. */
export function PreviewedItem({ item }: { item: PreviewMacroResponse_Item }) {
  const { itemNumber, itemTitle, matches, lines, recipients, messageTexts } = item
  const names = recipients.slice(0, named).map(({ name, address }) => (name && address ? `${name} <${address}>` : name || address))
  return (
    <li className="border-b border-line px-3 py-2 text-sm last:border-0">
      <p className="truncate font-medium">
        #{String(itemNumber)} {itemTitle}
      </p>
      {!matches && <p className="text-soft">{text.left}</p>}
      <ul className="list-inside list-disc text-soft">
        {[...new Set(lines)].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {[...new Set(messageTexts)].map((said) => (
        <blockquote key={said} aria-label={text.says} className="my-1 border-l-2 border-strong-line pl-2 wrap-anywhere whitespace-pre-line">
          {said}
        </blockquote>
      ))}
      {recipients.length > 0 && (
        <p className="wrap-anywhere">
          {text.receives(recipients.length)} {names.join(', ')}
          {recipients.length > named && ` ${text.andMore(recipients.length - named)}`}
        </p>
      )}
    </li>
  )
}
