import { CircleAlert, RotateCcw } from 'lucide-react'
import { type Delivery, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { complain } from '~/ui/Toast'
import { adviceFor } from './deliveryAdvice'
import { deliveryStates, text } from './text'

/** Somebody whom a message did not reach: what their server said, what to do, and another try. */
export function FailedDelivery({ messageId, delivery }: { messageId: string; delivery: Delivery }) {
  const retry = useCommand(MessagesService.method.retryMessage)
  const { address, detail, state } = delivery
  return (
    <div role="group" aria-label={text.notDelivered(address)} className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg bg-danger-soft px-3 py-2 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-48 grow basis-0">
        <p className="font-medium wrap-anywhere text-danger">
          {deliveryStates[state]}: {address}
        </p>
        <p>{adviceFor(delivery)}</p>
        {detail && <p className="pt-0.5 text-xs wrap-anywhere text-soft">{detail}</p>}
      </div>
      <Button busy={retry.isPending} aria-label={text.retryTo(address)} onClick={() => retry.mutate({ id: messageId, addresses: [address] }, { onError: complain })}>
        <RotateCcw aria-hidden />
        {text.retry}
      </Button>
    </div>
  )
}
