import { ChevronRight, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { type InboundMail, ReceiveEmailResponse_Outcome as Outcome } from '~/gen/tandem/conversations/v1/inbound_service_pb'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { IncomingDetail } from './IncomingDetail'
import { outcomeTones, outcomeWords } from './outcomes'
import { text } from './text'

/** A mail that came: from whom, about what, what became of it; opened, all about it. */
export function IncomingRow({ mail }: { mail: InboundMail }) {
  const [open, setOpen] = useState(false)
  const outcome = mail.result?.outcome ?? Outcome.PENDING
  const wrong = mail.reason || mail.problems[0]
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-14 w-full items-center gap-3 px-4 py-2 text-left outline-offset-[-2px] hover:bg-hover"
      >
        <ChevronRight aria-hidden className={`size-4 shrink-0 text-soft transition-transform ${open ? 'rotate-90' : ''}`} />
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">{mail.subject || text.incoming.noSubject}</span>
          <span className="block truncate text-xs text-soft">{mail.from || mail.envelopeFrom || text.incoming.nobody}</span>
          {wrong && (
            <span className="flex items-center gap-1 text-xs text-internal" title={wrong}>
              <TriangleAlert aria-hidden className="size-3 shrink-0" />
              <span className="truncate">{wrong}</span>
            </span>
          )}
        </span>
        <span className="flex shrink-0 flex-col items-end gap-1 sm:flex-row sm:items-center sm:gap-3">
          <Badge tone={outcomeTones[outcome]}>{outcomeWords[outcome]}</Badge>
          <Ago time={mail.createTime} className="text-right text-xs text-soft sm:w-20" />
        </span>
      </button>
      {open && <IncomingDetail mail={mail} />}
    </li>
  )
}
