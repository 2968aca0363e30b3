// Which messages wait, and of those which are about to leave.
import { type Message, Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { millis } from '~/lib/time'

/** The longest time in which a message can be taken back by the bar above the composer. */
export const soonMs = 125_000

export function isWaiting({ state }: Message): boolean {
  return state === Message_State.SCHEDULED
}

/** Whether it leaves within the next two minutes: its writer may still take it back. */
export function isLeaving(message: Message, now: number): boolean {
  return isWaiting(message) && millis(message.sendTime) - now < soonMs
}

/** Whole seconds until it leaves. */
export function secondsLeft(message: Message, now: number): number {
  return Math.max(0, Math.ceil((millis(message.sendTime) - now) / 1000))
}
