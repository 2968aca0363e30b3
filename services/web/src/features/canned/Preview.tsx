import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useId, useState } from 'react'
import { CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { call } from '~/lib/call'
import { nameOf, useRead } from '~/lib/query'
import { RichText } from '~/ui/RichText'
import { Trouble } from '~/ui/Trouble'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** How many of the newest tickets can be chosen. */
const offered = 20

/** The reply as it would be sent for a ticket. */
export function Preview({ id, revision, dirty }: { id: string; revision: bigint; dirty: boolean }) {
  const [chosen, setChosen] = useState('')
  const field = useId()
  const items = useRead(ItemsService.method.listItems, { filter: 'kind = TICKET', pageSize: offered }).data?.items
  const subject = chosen || (items?.[0]?.id ?? '')
  const { data, error } = useQuery({
    queryKey: [nameOf(CannedRepliesService.method.renderCannedReply), { id, subject, revision: String(revision) }],
    queryFn: () => call(CannedRepliesService.method.renderCannedReply, { id, subject }),
    enabled: subject !== '' && !dirty,
  })
  return (
    <section aria-label={text.preview} className="grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm font-medium">{text.preview}</h2>
        {items && items.length > 0 && (
          <span className="flex min-w-0 items-center gap-2 text-sm text-soft">
            <label htmlFor={field} className="shrink-0">
              {text.previewOf}
            </label>
            <select id={field} value={subject} onChange={(event) => setChosen(event.target.value)} className={`${inputLook} min-w-0 max-w-72 text-sm!`}>
              {items.map((item) => (
                <option key={item.id} value={item.id}>
                  {`#${item.number} ${item.title}`}
                </option>
              ))}
            </select>
          </span>
        )}
      </div>
      {items?.length === 0 && <p className="text-sm text-soft">{text.noTickets}</p>}
      {dirty && <p className="text-sm text-soft">{text.saveFirst}</p>}
      {error && !dirty && <Trouble error={error} />}
      {data && !dirty && <RichText html={data.html} className="rounded-lg bg-customer-soft px-3 py-2" />}
      {data && !dirty && data.missing.length > 0 && (
        <p className="flex items-center gap-1.5 text-sm text-internal">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          {text.missing(data.missing.join(', '))}
        </p>
      )}
    </section>
  )
}
