import { type Mailbox, MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

interface Props {
  mailbox: Mailbox
  onClose: () => void
  onRemoved: () => void
}

/** Asks before a mailbox is deleted, and says what that means. */
export function RemoveMailbox({ mailbox, onClose, onRemoved }: Props) {
  const remove = useCommand(MailboxesService.method.deleteMailbox)
  const confirm = () =>
    remove.mutate(
      { id: mailbox.id },
      {
        onSuccess: () => {
          tell(text.removed)
          onRemoved()
        },
        onError: complain,
      },
    )
  return (
    <Dialog title={text.remove} open onClose={onClose}>
      <p className="pb-4">{text.removeAsk(mailbox.name)}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button look="danger" busy={remove.isPending} onClick={confirm}>
          {text.remove}
        </Button>
      </div>
    </Dialog>
  )
}
