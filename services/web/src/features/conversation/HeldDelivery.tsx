import { Link } from '@tanstack/react-router'
import { Hourglass, RotateCcw } from 'lucide-react'
import { DeliveryHold as Hold } from '~/gen/tandem/conversations/v1/mail_pb'
import { type Delivery, Delivery_State as State, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { at } from '~/lib/time'
import { Button } from '~/ui/Button'
import { complain } from '~/ui/Toast'
import { holds, text } from './text'

/** Somebody whom a message has not reached yet: why it waits, until when, and what can be done. */
export function HeldDelivery({ messageId, delivery }: { messageId: string; delivery: Delivery }) {
  const admin = useIsAdmin()
  const retry = useCommand(MessagesService.method.retryMessage)
  const { address, detail, hold, state, nextTime, attempts } = delivery
  return (
    <div role="group" aria-label={text.notYetDelivered(address)} className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg bg-internal-soft px-3 py-2 text-sm">
      <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0 text-internal" />
      <div className="min-w-48 grow basis-0">
        <p className="font-medium wrap-anywhere text-internal">
          {holds[hold].state}: {address}
        </p>
        <p>{holds[hold].about}</p>
        {nextTime && <p>{text.triedNext(at(nextTime), attempts)}</p>}
        {detail && <p className="pt-0.5 text-xs wrap-anywhere text-soft">{detail}</p>}
        {admin && hold === Hold.RELAY && (
          <Link to="/channels" search={{ tab: 'health' }} className="underline underline-offset-2">
            {text.toHealth}
          </Link>
        )}
      </div>
      {state === State.DEFERRED && (
        <Button busy={retry.isPending} aria-label={`${text.tryNow}: ${address}`} onClick={() => retry.mutate({ id: messageId, addresses: [address] }, { onError: complain })}>
          <RotateCcw aria-hidden />
          {text.tryNow}
        </Button>
      )}
    </div>
  )
}
