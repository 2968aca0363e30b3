import type { PreviewBatchUpdateResponse } from '~/gen/tandem/items/v1/bulk_edits_service_pb'
import type { Problem } from '~/lib/error'
import { Button } from '~/ui/Button'
import { Refusals } from './Refusals'
import { text } from './text'

interface Props {
  preview: PreviewBatchUpdateResponse
  problem: Problem | undefined
  busy: boolean
  onBack: () => void
  onRun: () => void
}

/** What it would do, before it is done. */
export function BulkPreview({ preview, problem, busy, onBack, onRun }: Props) {
  const { total, seen, changed, unchanged, refused, refusals } = preview
  const possible = total <= 20_000 && (changed > 0 || total > seen)
  return (
    <section aria-label={text.preview} className="grid gap-3">
      <p className="font-medium">{text.matched(total)}</p>
      {seen < total && <p className="text-sm text-soft">{text.looked(seen)}</p>}
      <ul className="grid gap-1">
        <li>{text.changed(changed)}</li>
        {unchanged > 0 && <li>{text.unchanged(unchanged)}</li>}
        {refused > 0 && <li>{text.refused(refused)}</li>}
      </ul>
      <Refusals results={refusals} />
      {problem && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {problem.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>{text.back}</Button>
        <Button autoFocus look="primary" busy={busy} onClick={onRun} disabledReason={possible ? undefined : text.changed(0)}>
          {text.run(seen < total ? total : changed)}
        </Button>
      </div>
    </section>
  )
}
