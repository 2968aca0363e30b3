import { Link } from '@tanstack/react-router'
import { Ban, CornerDownRight, FileText, RotateCw } from 'lucide-react'
import { resultsOf } from '~/features/conversation/TrustBadge'
import { type InboundMail, InboundService } from '~/gen/tandem/conversations/v1/inbound_service_pb'
import { MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { at } from '~/lib/time'
import { fileSize } from '~/lib/upload'
import { Button } from '~/ui/Button'
import { Facts } from '~/ui/Facts'
import { complain, tell } from '~/ui/Toast'
import { DiscardButton } from './DiscardButton'
import { choicesOf, joinedBy, outcomeWords } from './outcomes'
import { text } from './text'

const words = text.incoming
/** Letters of a mail that are shown. */
const mostText = 1500

/** All that is known of a mail, and what can be done about it. */
export function IncomingDetail({ mail }: { mail: InboundMail }) {
  const release = useCommand(InboundService.method.releaseInboundMail)
  const retry = useCommand(InboundService.method.retryInboundMail)
  const block = useCommand(InboundService.method.blockInboundMail)
  const mailbox = useRead(MailboxesService.method.getMailbox, { id: mail.mailboxId }, mail.mailboxId !== '').data
  const can = choicesOf(mail)
  // Of a mail that was kept out it says what one needs to decide; the others are read where they went.
  const message = useRead(MessagesService.method.getMessage, { id: mail.result?.messageId ?? '' }, Boolean(mail.result?.messageId) && !mail.result?.itemId).data
  const says = message?.text.trim()
  const { messageId = '', itemId = '', threadedBy: why = '' } = mail.result ?? {}
  const say = (answer: InboundMail) => tell(words.became(outcomeWords[answer.result?.outcome ?? 0]))
  return (
    <div className="grid gap-3 px-4 pt-1 pb-4 sm:pl-11">
      <Facts
        facts={[
          [words.from, mail.from],
          [words.envelopeFrom, mail.envelopeFrom || words.nullSender],
          [words.envelopeTo, mail.envelopeTo],
          [words.mailbox, mailbox?.name],
          [words.received, at(mail.createTime)],
          [words.size, fileSize(Number(mail.size))],
          [words.joined, joinedBy[why]],
          [words.proof, message?.authentication && `${resultsOf(message.authentication)}${message.authentication.aligned ? ` · ${words.proved}` : ''}`],
          [words.reason, mail.reason],
          [words.problems, mail.problems.filter((problem) => problem !== mail.reason).join('\n')],
        ]}
      />
      {says && (
        <blockquote aria-label={words.text} className="rounded-lg bg-hover px-3 py-2 text-sm wrap-anywhere whitespace-pre-line">
          {says.length > mostText ? `${says.slice(0, mostText)}…` : says}
        </blockquote>
      )}
      <div className="flex flex-wrap gap-2">
        {can.release && (
          <Button look="primary" busy={release.isPending} onClick={() => release.mutate({ id: mail.id }, { onSuccess: say, onError: complain })}>
            <CornerDownRight aria-hidden />
            {words.release}
          </Button>
        )}
        {can.retry && (
          <Button busy={retry.isPending} onClick={() => retry.mutate({ id: mail.id }, { onSuccess: say, onError: complain })}>
            <RotateCw aria-hidden />
            {words.retry}
          </Button>
        )}
        {itemId && (
          <Link to="/tickets/$id" params={{ id: itemId }} className="inline-flex h-8 items-center rounded-md border border-line px-3 text-sm font-medium hover:bg-hover">
            {words.open}
          </Link>
        )}
        {messageId && (
          <a href={`/v1/messages/${messageId}/source`} target="_blank" rel="noopener noreferrer" className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line px-3 text-sm font-medium hover:bg-hover">
            <FileText aria-hidden className="size-4" />
            {words.source}
          </a>
        )}
        {can.discard && <DiscardButton mail={mail} />}
        {can.block && (
          <Button look="danger" busy={block.isPending} onClick={() => block.mutate({ id: mail.id }, { onSuccess: () => tell(words.blocked(mail.from || mail.envelopeFrom)), onError: complain })}>
            <Ban aria-hidden />
            {words.block}
          </Button>
        )}
      </div>
    </div>
  )
}
