import { Check, CheckCheck, Clock, Eye, Inbox, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { DeliveryHold as Hold } from '~/gen/tandem/conversations/v1/mail_pb'
import { type Delivery, Delivery_State as State, type Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { at } from '~/lib/time'
import { FailedDelivery } from './FailedDelivery'
import { HeldDelivery } from './HeldDelivery'
import { hasFailed, isStuck } from './deliveryAdvice'
import { deliveryStates, holds, text } from './text'

/** How many are shown one by one. */
const few = 3

/** To whom a message went, and whether it arrived: what failed or is stuck stands out, with what to do. */
export function Deliveries({ message }: { message: Message }) {
  const [all, setAll] = useState(false)
  // What was taken back with its message has not failed.
  const failed = message.deleteTime ? [] : message.deliveries.filter(hasFailed)
  const stuck = message.deliveries.filter(isStuck)
  const others = message.deliveries.filter((one) => !hasFailed(one) && !isStuck(one))
  if (failed.length + stuck.length + others.length === 0) return null
  const shown = all || others.length <= few ? others : others.slice(0, few - 1)
  return (
    <div className="ml-7 grid gap-1.5 pt-1">
      {others.length > 0 && (
        <ul aria-label={text.deliveries} className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-soft">
          {shown.map((delivery) => (
            <li key={`${delivery.address}${delivery.channel}`} title={about(delivery)} className="inline-flex max-w-full flex-wrap items-center gap-x-1 [&_svg]:size-3 [&_svg]:shrink-0">
              <Sign delivery={delivery} />
              <span className="shrink-0">{delivery.hold ? holds[delivery.hold].state : deliveryStates[delivery.state]}</span> · <span className="max-w-full truncate">{delivery.address}</span>
              {delivery.hold === Hold.TO_BE_SEEN && delivery.nextTime && <span className="shrink-0">· {text.mailedAt(at(delivery.nextTime))}</span>}
              {delivery.complaintTime && <span className="text-danger">· {text.complained}</span>}
            </li>
          ))}
          {shown.length < others.length && (
            <li>
              <button type="button" onClick={() => setAll(true)} className="underline hover:text-ink">
                {text.moreDeliveries(others.length - shown.length)}
              </button>
            </li>
          )}
        </ul>
      )}
      {stuck.map((delivery) => (
        <HeldDelivery key={`${delivery.address}${delivery.channel}`} messageId={message.id} delivery={delivery} />
      ))}
      {failed.map((delivery) => (
        <FailedDelivery key={`${delivery.address}${delivery.channel}`} messageId={message.id} delivery={delivery} />
      ))}
    </div>
  )
}

/** More about a delivery: the other server's words, and when it is tried next. */
function about({ detail, hold, nextTime, sentTime, attempts }: Delivery): string {
  const next = nextTime && text.triedNext(at(nextTime), attempts)
  return [sentTime && text.takenAt(at(sentTime)), holds[hold].about, detail, next].filter(Boolean).join('\n')
}

function Sign({ delivery: { state } }: { delivery: Delivery }) {
  if (state === State.SENT) return <CheckCheck aria-hidden />
  if (state === State.KEPT) return <Inbox aria-hidden />
  if (state === State.DEFERRED) return <TriangleAlert aria-hidden className="text-internal" />
  return state === State.QUEUED ? <Clock aria-hidden /> : <Check aria-hidden />
}

/** Who of the team has read a message. */
export function SeenBy({ names }: { names: string[] }) {
  if (names.length === 0) return null
  return (
    <p title={names.join(', ')} className="ml-7 inline-flex items-center gap-1 pt-1 text-xs text-soft">
      <Eye aria-hidden className="size-3" />
      {text.seenBy(names.slice(0, 2).join(', '), Math.max(0, names.length - 2))}
    </p>
  )
}
