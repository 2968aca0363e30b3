import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type InboundMail, InboundService } from '~/gen/tandem/conversations/v1/inbound_service_pb'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

const words = text.incoming

/** Throws away a mail that was kept out, once that is confirmed. */
export function DiscardButton({ mail }: { mail: InboundMail }) {
  const [asking, setAsking] = useState(false)
  const discard = useCommand(InboundService.method.deleteInboundMail)
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {words.discard}
      </Button>
      {asking && (
        <Confirm
          title={words.discardAsk(mail.subject || words.noSubject)}
          action={words.discard}
          busy={discard.isPending}
          onConfirm={() => discard.mutate({ id: mail.id }, { onSuccess: () => tell(words.discarded), onError: complain })}
          onClose={() => setAsking(false)}
        >
          {words.discardAbout}
        </Confirm>
      )}
    </>
  )
}
