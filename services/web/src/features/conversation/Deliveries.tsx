import { Check, CircleAlert, Clock } from 'lucide-react'
import { type Delivery, Delivery_State, type Message, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { useCommand } from '~/lib/query'
import { complain } from '~/ui/Toast'
import { deliveryStates, text } from './text'

const failed = new Set([Delivery_State.FAILED, Delivery_State.BOUNCED])

/** To whom a message went, and whether it arrived. */
export function Deliveries({ message }: { message: Message }) {
  const retry = useCommand(MessagesService.method.retryMessage)
  if (message.deliveries.length === 0) return null
  return (
    <ul className="ml-7 flex flex-wrap gap-x-4 gap-y-0.5 pt-1 text-xs text-soft">
      {message.deliveries.map((delivery) => (
        <li
          key={`${delivery.address}${delivery.channel}`}
          title={delivery.detail}
          className={`inline-flex items-center gap-1 [&_svg]:size-3 ${failed.has(delivery.state) ? 'text-danger' : ''}`}
        >
          <Sign delivery={delivery} />
          {deliveryStates[delivery.state]} · {delivery.address}
        </li>
      ))}
      {message.deliveries.some(({ state }) => failed.has(state)) && (
        <li>
          <button
            type="button"
            aria-busy={retry.isPending}
            onClick={() => retry.mutate({ id: message.id }, { onError: complain })}
            className="text-accent underline"
          >
            {text.retry}
          </button>
        </li>
      )}
    </ul>
  )
}

function Sign({ delivery }: { delivery: Delivery }) {
  if (failed.has(delivery.state)) return <CircleAlert aria-hidden />
  if (delivery.state === Delivery_State.SENT || delivery.state === Delivery_State.KEPT) return <Check aria-hidden />
  return <Clock aria-hidden />
}
