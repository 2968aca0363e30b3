import type { ChannelHealth_SkippedMail } from '~/gen/tandem/conversations/v1/channel_health_service_pb'
import { MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { text } from './text'

/** Mails that were given up: they stay on their servers. */
export function SkippedMails({ mails }: { mails: ChannelHealth_SkippedMail[] }) {
  return (
    <section aria-label={text.health.skipped}>
      <h2 className="font-semibold">{text.health.skipped}</h2>
      <p className="pb-2 text-sm text-soft">{text.health.skippedAbout}</p>
      <ul className="rounded-lg border border-line">
        {mails.map((mail) => (
          <Skipped key={`${mail.mailboxId} ${mail.uid}`} mail={mail} />
        ))}
      </ul>
    </section>
  )
}

function Skipped({ mail }: { mail: ChannelHealth_SkippedMail }) {
  const mailbox = useRead(MailboxesService.method.getMailbox, { id: mail.mailboxId }).data
  return (
    <li className="flex items-center gap-3 border-b border-line px-3 py-2 text-sm last:border-b-0">
      <span className="min-w-0 grow">
        <span className="block wrap-anywhere">{mail.problem}</span>
        <span className="block text-xs text-soft">
          {mailbox?.name} · {text.health.uid(mail.uid)}
        </span>
      </span>
      <Ago time={mail.createTime} className="shrink-0 text-xs text-soft" />
    </li>
  )
}
