import { useState } from 'react'
import { PersonName } from '~/features/people/PersonName'
import { type Suppression, Suppression_Reason as Reason, SuppressionsService } from '~/gen/tandem/conversations/v1/suppressions_service_pb'
import { useCommand } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

const words = text.suppressions

const reasons: Record<Reason, string> = {
  [Reason.UNSPECIFIED]: 'Unknown',
  [Reason.BOUNCED]: 'Bounced',
  [Reason.COMPLAINT]: 'Called it spam',
  [Reason.UNSUBSCRIBED]: 'Unsubscribed',
}

/** An address, why it is left alone, and the way to lift that. */
export function SuppressionRow({ suppression }: { suppression: Suppression }) {
  const [asking, setAsking] = useState(false)
  const lift = useCommand(SuppressionsService.method.deleteSuppression)
  const { address, personId, reason, statusCode, detail } = suppression
  const onSuccess = () => {
    setAsking(false)
    tell(words.lifted(address))
  }
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-2 hover:bg-hover">
      <span className="min-w-0 grow">
        <span className="block wrap-anywhere">
          <span className="font-medium">{address}</span>
          {personId && (
            <span className="text-soft">
              {' '}
              · <PersonName id={personId} />
            </span>
          )}
        </span>
        <span className="block text-xs wrap-anywhere text-soft">{[statusCode, detail].filter(Boolean).join(' · ')}</span>
      </span>
      <span className="flex shrink-0 flex-col items-end gap-1 sm:flex-row sm:items-center sm:gap-3">
        <Badge tone={reason === Reason.UNSUBSCRIBED ? 'plain' : 'danger'}>{reasons[reason]}</Badge>
        <Ago time={suppression.createTime} className="text-right text-xs text-soft sm:w-20" />
      </span>
      <Button aria-label={words.liftOf(address)} onClick={() => setAsking(true)}>
        {words.lift}
      </Button>
      {asking && (
        <Confirm
          title={words.liftOf(address)}
          action={words.lift}
          busy={lift.isPending}
          onConfirm={() => lift.mutate({ id: suppression.id }, { onSuccess, onError: complain })}
          onClose={() => setAsking(false)}
        >
          {reason === Reason.BOUNCED ? words.liftBounced : words.liftUnwanted}
        </Confirm>
      )}
    </li>
  )
}
