// What became of a message on its way to somebody, and what can be done about it.
import { DeliveryHold as Hold } from '~/gen/tandem/conversations/v1/mail_pb'
import { type Delivery, Delivery_State as State } from '~/gen/tandem/conversations/v1/messages_service_pb'

const failed = new Set([State.FAILED, State.BOUNCED])

export function hasFailed({ state }: Delivery): boolean {
  return failed.has(state)
}

/** Whether it should have left and has not. What only waits to be seen is where it should be. */
export function isStuck({ hold }: Delivery): boolean {
  return hold !== Hold.UNSPECIFIED && hold !== Hold.TO_BE_SEEN
}

/** Advice by the beginning of an enhanced status code (RFC 3463), the longest that fits. */
const byCode: [string, string][] = [
  ['5.1', 'There is no such mailbox. Ask for the right address, correct it at the customer, and try again.'],
  ['5.2.1', 'Their mailbox is switched off. Reach them in another way.'],
  ['5.2.2', 'Their mailbox is full. Try again later, or reach them in another way.'],
  ['5.2.3', 'The message is too large for them. Send it without its files.'],
  ['5.3.4', 'The message is too large for their server. Send it without its files.'],
  ['5.4', 'Their mail server cannot be found. Look at what stands behind the @.'],
  ['5.7', 'Their server refuses our mail. An administrator should look at SPF, DKIM and DMARC of our domain.'],
]

/** What to do about a delivery that failed. */
export function adviceFor({ statusCode, hard }: Pick<Delivery, 'statusCode' | 'hard'>): string {
  const [, advice] = byCode.findLast(([code]) => statusCode === code || statusCode.startsWith(`${code}.`)) ?? []
  if (advice) return advice
  return hard ? byCode[0]![1] : 'It was tried for as long as makes sense. Try again, or reach them in another way.'
}
