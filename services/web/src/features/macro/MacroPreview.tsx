import { TriangleAlert } from 'lucide-react'
import type { PreviewMacroResponse } from '~/gen/tandem/automation/v1/macros_service_pb'
import type { Problem } from '~/lib/error'
import { Button } from '~/ui/Button'
import { PreviewedItem } from './PreviewedItem'
import { text } from './text'

interface Props {
  preview: PreviewMacroResponse
  problem: Problem | undefined
  busy: boolean
  onCancel: () => void
  onRun: () => void
}

/** The most that are shown: whoever reads more reads none. */
const shownItems = 10

/** What it would do, and to whom, before it is done. */
export function MacroPreview({ preview, problem, busy, onCancel, onRun }: Props) {
  const { total, seen, matching, items, irreversible, recipientCount } = preview
  const tooMany = total > 1_000
  const reason = tooMany ? text.tooMany : matching === 0 && seen === total ? text.nothing : undefined
  return (
    <section aria-label={text.run} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {total > 1 && <p className="font-medium">{tooMany ? text.tooMany : text.matched(matching, seen)}</p>}
      {seen < total && !tooMany && <p className="text-sm text-soft">{text.looked(seen, total)}</p>}
      {irreversible && (
        <p className="flex items-center gap-2 rounded-md bg-internal-soft px-3 py-2 text-sm text-internal">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {total > 1 ? `${text.receives(recipientCount).replace(/:$/, '.')} ` : ''}
          {text.irreversible}
        </p>
      )}
      <ul className="rounded-md border border-line">
        {items.slice(0, shownItems).map((item) => (
          <PreviewedItem key={item.itemId} item={item} />
        ))}
      </ul>
      {items.length > shownItems && <p className="text-sm text-soft">{text.andMore(items.length - shownItems)}</p>}
      {problem && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {problem.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{text.cancel}</Button>
        <Button autoFocus look="primary" busy={busy} disabledReason={reason} onClick={onRun}>
          {seen < total ? text.goAll : text.go(matching)}
        </Button>
      </div>
    </section>
  )
}
