import { MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { useRead } from '~/lib/query'
import { composing } from './composing'

interface Props {
  conversationId: string | undefined
  chosen: string
  onChange: (mailboxId: string) => void
}

/** In whose name a message goes, where there is a choice. */
export function SenderChoice({ conversationId, chosen, onChange }: Props) {
  const { data } = useRead(MailboxesService.method.listSenders, { conversationId: conversationId ?? '' })
  const senders = data?.senders ?? []
  const standard = senders.find((one) => one.standard)
  const known = senders.some(({ mailboxId }) => mailboxId === chosen)
  if (senders.length === 0 || (senders.length === 1 && standard)) return null
  return (
    <label className="inline-flex h-6 max-w-full items-center gap-1 sm:ml-auto">
      <span className="font-medium text-customer">{composing.from}</span>
      <select
        value={known ? chosen : (standard?.mailboxId ?? '')}
        onChange={(event) => onChange(event.target.value === standard?.mailboxId ? '' : event.target.value)}
        className="h-6 max-w-48 min-w-0 truncate rounded-full bg-transparent px-1 text-ink hover:bg-hover"
      >
        {!standard && <option value="">{composing.standardSender}</option>}
        {senders.map(({ mailboxId, name, address }) => (
          <option key={mailboxId} value={mailboxId}>
            {`${name} <${address}>`}
          </option>
        ))}
      </select>
    </label>
  )
}
