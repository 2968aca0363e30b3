// What becomes of a mail that came in: words, colours, and what can be done about it.
import { type InboundMail, ReceiveEmailResponse_Outcome as Outcome } from '~/gen/tandem/conversations/v1/inbound_service_pb'

export const outcomeWords: Record<Outcome, string> = {
  [Outcome.UNSPECIFIED]: 'Unknown',
  [Outcome.NEW_ITEM]: 'New item',
  [Outcome.APPENDED]: 'Joined',
  [Outcome.DUPLICATE]: 'Known already',
  [Outcome.AUTOMATIC]: 'Automatic',
  [Outcome.BOUNCE]: 'Delivery report',
  [Outcome.BLOCKED]: 'Blocked',
  [Outcome.QUARANTINED]: 'Put aside',
  [Outcome.PENDING]: 'Waiting',
}

export const outcomeTones: Record<Outcome, 'plain' | 'good' | 'danger' | 'internal' | 'accent'> = {
  [Outcome.UNSPECIFIED]: 'plain',
  [Outcome.NEW_ITEM]: 'good',
  [Outcome.APPENDED]: 'accent',
  [Outcome.DUPLICATE]: 'plain',
  [Outcome.AUTOMATIC]: 'plain',
  [Outcome.BOUNCE]: 'plain',
  [Outcome.BLOCKED]: 'danger',
  [Outcome.QUARANTINED]: 'internal',
  [Outcome.PENDING]: 'internal',
}

/** How its conversation was found. */
export const joinedBy: Record<string, string> = {
  REPLY_ADDRESS: 'By its reply address',
  REFERENCES: 'By the mails it refers to',
  SUBJECT_TAG: 'By the number in its subject',
}

/** What the list can be narrowed to. */
export const outcomeFilters = {
  all: { label: 'All', outcomes: [] },
  aside: { label: 'Put aside', outcomes: [Outcome.QUARANTINED] },
  blocked: { label: 'Blocked', outcomes: [Outcome.BLOCKED] },
  waiting: { label: 'Waiting', outcomes: [Outcome.PENDING] },
  arrived: { label: 'Let in', outcomes: [Outcome.NEW_ITEM, Outcome.APPENDED] },
  automatic: { label: 'Automatic', outcomes: [Outcome.AUTOMATIC, Outcome.BOUNCE] },
  duplicates: { label: 'Known already', outcomes: [Outcome.DUPLICATE] },
} satisfies Record<string, { label: string; outcomes: Outcome[] }>

export type OutcomeFilter = keyof typeof outcomeFilters

/** What can be done about a mail. */
export function choicesOf(mail: InboundMail): { release: boolean; discard: boolean; retry: boolean; block: boolean } {
  const outcome = mail.result?.outcome ?? Outcome.PENDING
  const aside = outcome === Outcome.BLOCKED || outcome === Outcome.QUARANTINED
  return {
    release: aside,
    discard: aside,
    retry: outcome === Outcome.QUARANTINED || outcome === Outcome.PENDING,
    block: outcome !== Outcome.BLOCKED && /@/.test(mail.from || mail.envelopeFrom),
  }
}
