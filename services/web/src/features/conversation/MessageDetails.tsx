import type { ReactNode } from 'react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { at } from '~/lib/time'
import { Dialog } from '~/ui/Dialog'
import { resultsOf, trustWords } from './TrustBadge'
import { text } from './text'
import { threadedBy } from './words'

/** All that is known of a message: from whom to whom, why it is here, and what is proved. */
export function MessageDetails({ message, onClose }: { message: Message; onClose: () => void }) {
  const { from, to, cc, subject, createTime, sendTime, authentication, automatic, automaticReason, problems, forwarded } = message
  const proved = authentication && trustWords(authentication)
  return (
    <Dialog title={text.details} open onClose={onClose}>
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm [&_dd]:wrap-anywhere [&_dt]:text-soft">
        <Row label={text.from}>{from && spell(from)}</Row>
        <Row label={text.toWhom}>{to.map(spell).join(', ')}</Row>
        <Row label={text.cc}>{cc.map(spell).join(', ')}</Row>
        <Row label={text.subject}>{subject}</Row>
        <Row label={text.time}>{at(createTime)}</Row>
        <Row label={text.scheduledTime}>{sendTime && at(sendTime)}</Row>
        <Row label={text.whyHere}>{sentence(message.threadedBecause) || threadedBy[message.threadedBy]}</Row>
        <Row label={text.sender}>
          {proved && (
            <>
              {proved}
              <span className="block text-xs text-soft">{authentication && resultsOf(authentication)}</span>
            </>
          )}
        </Row>
        <Row label={text.automatic}>{automatic && (automaticReason || text.automaticHint)}</Row>
        <Row label={text.forwardedMail}>{forwarded && text.firstWritten(spell(forwarded.from), forwarded.subject, at(forwarded.time))}</Row>
        <Row label={text.problems}>{problems.length > 0 && problems.join('\n')}</Row>
      </dl>
    </Dialog>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null
  return (
    <>
      <dt>{label}</dt>
      <dd className="whitespace-pre-line">{children}</dd>
    </>
  )
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "Ann <ann@acme.test>". */
export function spell(one: { name: string; address: string } | undefined): string {
  if (!one) return text.unknown
  return one.name && one.name !== one.address ? `${one.name} <${one.address}>` : one.address
}
