import { CircleAlert } from 'lucide-react'
import { say } from '~/lib/error'
import { Button } from './Button'

/** What could not be shown, why, and another try. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert" className="m-4 flex flex-wrap items-center gap-3 rounded-lg bg-danger-soft px-3 py-2 text-danger">
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <span className="grow">{say(error)}</span>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  )
}
