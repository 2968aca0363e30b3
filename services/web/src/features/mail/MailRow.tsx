import { useState } from 'react'
import { deliveryStates } from '~/features/conversation/text'
import { Delivery_State, type OutgoingMail } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { text } from './text'

const bad = new Set([Delivery_State.FAILED, Delivery_State.BOUNCED])
const web = /https?:\/\/[^\s<>"')]+/g

/** A mail: to whom, about what, and, opened, what it said. */
export function MailRow({ mail }: { mail: OutgoingMail }) {
  const [open, setOpen] = useState(false)
  const body = mail.text || new DOMParser().parseFromString(mail.html, 'text/html').body.textContent || ''
  const links = [...new Set(`${mail.text} ${mail.html}`.match(web))].map((link) => link.replaceAll('&amp;', '&'))
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-12 w-full items-center gap-3 px-4 py-2 text-left outline-offset-[-2px] hover:bg-hover"
      >
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">{mail.subject}</span>
          <span className="block truncate text-xs text-soft">
            {text.to} {mail.to?.name} {mail.to?.address}
          </span>
        </span>
        <Badge tone={bad.has(mail.state) ? 'danger' : 'plain'} title={mail.detail}>
          {mail.state === Delivery_State.KEPT ? text.kept : deliveryStates[mail.state]}
        </Badge>
        <Ago time={mail.createTime} className="shrink-0 text-right sm:w-20 text-xs text-soft" />
      </button>
      {open && (
        <div className="grid gap-3 px-4 pb-4">
          {mail.detail && <p className="text-sm text-soft">{mail.detail}</p>}
          <p className="rounded-lg bg-hover px-3 py-2 text-sm wrap-anywhere whitespace-pre-wrap">{body.trim()}</p>
          {links.length > 0 && (
            <ul aria-label={text.openLink} className="grid gap-1 text-sm">
              {links.map((link) => (
                <li key={link}>
                  <a href={link} target="_blank" rel="noopener noreferrer" className="text-accent underline wrap-anywhere">
                    {link}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </li>
  )
}
