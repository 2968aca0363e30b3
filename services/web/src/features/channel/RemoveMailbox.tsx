import { type Mailbox, MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { useCommand } from '~/lib/query'
import { Confirm } from '~/ui/Confirm'
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
  const onSuccess = () => {
    tell(text.removed)
    onRemoved()
  }
  return (
    <Confirm
      title={text.remove}
      action={text.remove}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ id: mailbox.id }, { onSuccess, onError: complain })}
      onClose={onClose}
    >
      {text.removeAsk(mailbox.name)}
    </Confirm>
  )
}
