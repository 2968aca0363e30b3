import { TriangleAlert } from 'lucide-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Conversation_Kind } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { MessagesService, PreviewRecipientsResponse_Reason as Reason } from '~/gen/tandem/conversations/v1/messages_service_pb'
import type { Draft } from '~/lib/draft'
import { read } from '~/lib/query'
import { composing } from './composing'
import { CopyTo } from './CopyTo'
import { ExpectedChip, RecipientChip } from './RecipientChip'
import { SenderChoice } from './SenderChoice'
import type { Place } from './useConversation'

interface Props {
  place: Place
  draft: Draft
  onChange: (next: (before: Draft) => Draft) => void
}

/** How many are shown before somebody asks for all. */
const few = 6

/** Who gets a message sent now, by which channel and why; who is left out of it, and who gets a copy. */
export function Recipients({ place: { conversation, expectedIds }, draft, onChange }: Props) {
  const [all, setAll] = useState(false)
  const { data } = useQuery({
    ...read(MessagesService.method.previewRecipients, { conversationId: conversation?.id ?? '', copyTo: draft.copyTo }),
    enabled: conversation !== undefined,
    placeholderData: keepPreviousData,
  })
  const recipients = data?.recipients ?? []
  const expected = conversation ? [] : (expectedIds ?? [])
  const isLeftOut = (id: string) => id !== '' && draft.leaveOut.includes(id)
  const toggle = (id: string) =>
    onChange((before) => ({ ...before, leaveOut: isLeftOut(id) ? before.leaveOut.filter((one) => one !== id) : [...before.leaveOut, id] }))
  const uncopy = (address: string) => onChange((before) => ({ ...before, copyTo: before.copyTo.filter((one) => one.address !== address) }))
  const known = conversation === undefined || data !== undefined
  const nobody = known && recipients.every(({ personId }) => isLeftOut(personId)) && expected.every(isLeftOut) && draft.copyTo.length === 0
  // A visitor reads it in the chat, with an address or without.
  if (conversation?.kind === Conversation_Kind.CHAT && recipients.length === 0) return null
  const shown = all ? recipients : recipients.slice(0, few)
  const warned = recipients.filter(({ warning, personId }) => warning && !isLeftOut(personId))
  return (
    <div className="grid gap-1 px-3 pt-2 text-xs">
      <div className="flex min-h-6 flex-wrap items-center gap-1">
        <span className="pr-1 font-medium text-customer">{composing.to}</span>
        <ul aria-label={composing.recipients} className="contents">
          {expected.map((id) => (
            <ExpectedChip key={id} id={id} leftOut={isLeftOut(id)} onToggle={() => toggle(id)} />
          ))}
          {shown.map((one) => (
            <RecipientChip
              key={`${one.personId}${one.address}`}
              recipient={one}
              leftOut={isLeftOut(one.personId)}
              onToggle={() => (one.reason === Reason.COPY ? uncopy(one.address) : toggle(one.personId))}
            />
          ))}
          {!conversation && draft.copyTo.map(({ address }) => <ExpectedChip key={address} address={address} leftOut={false} onToggle={() => uncopy(address)} />)}
        </ul>
        {recipients.length > shown.length && (
          <button type="button" onClick={() => setAll(true)} className="h-6 rounded-full px-2 text-soft hover:bg-hover hover:text-ink">
            {composing.moreRecipients(recipients.length - shown.length)}
          </button>
        )}
        <CopyTo onAdd={(one) => onChange((before) => ({ ...before, copyTo: [...before.copyTo.filter(({ address }) => address !== one.address), one] }))} />
        <SenderChoice conversationId={conversation?.id} chosen={draft.mailboxId} onChange={(mailboxId) => onChange((before) => ({ ...before, mailboxId }))} />
      </div>
      {nobody && <p className="text-internal">{composing.noRecipients}</p>}
      {warned.map(({ address, warning }) => (
        <p key={address} title={warning} className="flex items-center gap-1 text-danger">
          <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">{composing.bouncedBefore(address, warning)}</span>
        </p>
      ))}
    </div>
  )
}
