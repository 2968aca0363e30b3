import { Trash2 } from 'lucide-react'
import { ProjectSelect } from '~/features/item/ProjectSelect'
import { TypeSelect } from '~/features/item/TypeSelect'
import type { MailboxAddress } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Field } from '~/ui/Field'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  address: MailboxAddress
  problem: string | undefined
  onChange: (address: MailboxAddress) => void
  onRemove: (() => void) | undefined
}

/** An address, and what mail to it opens. */
export function AddressRow({ address, problem, onChange, onRemove }: Props) {
  const kind = address.kind || Kind.TICKET
  return (
    <li className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-[2fr_1fr_1.1fr_1.1fr_auto]">
      <Field label={text.address} problem={problem}>
        <input
          required
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          placeholder="support@acme.com"
          value={address.address}
          onChange={(event) => onChange({ ...address, address: event.target.value.trim() })}
          className={inputLook}
        />
      </Field>
      <Field label={text.opens}>
        <select value={kind} onChange={(event) => onChange({ ...address, kind: Number(event.target.value), typeId: '' })} className={inputLook}>
          <option value={Kind.TICKET}>{text.ticket}</option>
          <option value={Kind.TASK}>{text.task}</option>
        </select>
      </Field>
      <Field label={text.type}>
        <TypeSelect kind={kind} value={address.typeId} onChange={(typeId) => onChange({ ...address, typeId })} />
      </Field>
      <Field label={text.project}>
        <ProjectSelect value={address.projectId} onChange={(projectId) => onChange({ ...address, projectId })} />
      </Field>
      {onRemove && (
        <IconButton label={text.removeAddress(address.address)} onClick={onRemove} className="self-start sm:mt-6">
          <Trash2 />
        </IconButton>
      )}
    </li>
  )
}
