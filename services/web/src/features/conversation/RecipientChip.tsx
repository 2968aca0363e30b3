import { Globe, Plus, TriangleAlert, X } from 'lucide-react'
import { usePerson } from '~/features/people/usePeople'
import { Delivery_Channel, type PreviewRecipientsResponse_Recipient as Recipient } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { composing, whyRecipient } from './composing'
import { text } from './text'

interface Props {
  leftOut: boolean
  onToggle: () => void
}

/** Somebody who gets the message, or is left out of it. */
export function RecipientChip({ recipient, ...rest }: Props & { recipient: Recipient }) {
  const { name, address, channel, reason, warning } = recipient
  const person = usePerson(recipient.personId)
  const shown = name || person?.name || address || text.unknown
  const byPortal = channel === Delivery_Channel.PORTAL
  const about = `${shown}${address && address !== shown ? ` <${address}>` : ''}\n${whyRecipient[reason]} · ${byPortal ? composing.onPortal : composing.byMail}`
  return <Chip {...rest} name={shown} about={about} bad={warning !== ''} sign={warning ? <TriangleAlert aria-hidden /> : byPortal && <Globe aria-hidden />} />
}

/** The same before there is a conversation that could be asked: by a person's id, or an address to copy. */
export function ExpectedChip({ id = '', address = '', ...rest }: Props & { id?: string; address?: string }) {
  const person = usePerson(id)
  const name = person?.name || person?.email || address
  if (!name) return null
  return <Chip {...rest} name={name} about={person?.email ? `${name} <${person.email}>` : name} bad={false} />
}

function Chip({ name, about, bad, sign, leftOut, onToggle }: Props & { name: string; about: string; bad: boolean; sign?: React.ReactNode }) {
  const good = bad ? 'border-danger/40 bg-danger-soft text-danger' : 'border-customer-line bg-customer-soft text-ink'
  const look = leftOut ? 'border-dashed border-line text-soft line-through' : good
  return (
    <li className={`inline-flex h-6 max-w-56 items-center rounded-full border pl-2 [&_svg]:size-3 ${look}`}>
      <span title={about} className="inline-flex min-w-0 items-center gap-1">
        {sign}
        <span className="truncate">{name}</span>
      </span>
      <button
        type="button"
        aria-label={leftOut ? composing.putBack(name) : composing.leaveOut(name)}
        title={leftOut ? composing.putBack(name) : composing.leaveOut(name)}
        onClick={onToggle}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-full text-soft hover:text-ink"
      >
        {leftOut ? <Plus aria-hidden /> : <X aria-hidden />}
      </button>
    </li>
  )
}
