import { Link } from '@tanstack/react-router'
import { ActivityLine } from '~/features/item/ActivityLine'
import type { AccountActivity } from '~/gen/tandem/items/v1/audit_service_pb'

/** One line of the log: to which item what happened. */
export function LogRow({ line }: { line: AccountActivity }) {
  if (!line.activity) return null
  return (
    <li className="grid gap-1 border-b border-line px-1 py-2">
      <Link to="/tickets/$id" params={{ id: line.itemId }} className="truncate text-sm text-accent hover:underline">
        #{String(line.itemNumber)} {line.itemTitle}
      </Link>
      <ol>
        <ActivityLine activity={line.activity} />
      </ol>
    </li>
  )
}
