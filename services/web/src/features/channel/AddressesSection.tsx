import { create } from '@bufbuild/protobuf'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { CopyPolicy, MailboxAddressSchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { newRequestId } from '~/lib/uuid'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { AddressRow } from './AddressRow'
import type { SectionProps } from './mailboxForm'
import { text } from './text'
import { copyPolicies } from './words'

const policies = [CopyPolicy.UNSPECIFIED, CopyPolicy.FOLLOW, CopyPolicy.IGNORE]
const most = 50

interface Props extends SectionProps {
  problem: (field: string) => string | undefined
  /** One is found for it. */
  nameOptional?: boolean
}

/** What the mailbox is called, its addresses, and what mail to each of them opens. */
export function AddressesSection({ mailbox, change, problem, nameOptional }: Props) {
  const { addresses } = mailbox
  /** A name for each row that stays with it while others come and go. */
  const [rows, setRows] = useState(() => addresses.map(newRequestId))
  const add = () => {
    setRows([...rows, newRequestId()])
    change({ addresses: [...addresses, create(MailboxAddressSchema, { kind: Kind.TICKET })] })
  }
  const remove = (at: number) => {
    setRows(rows.toSpliced(at, 1))
    change({ addresses: addresses.toSpliced(at, 1) })
  }
  return (
    <>
      <ul aria-label={text.addresses} className="grid gap-3">
        {addresses.map((address, at) => (
          <AddressRow
            key={rows[at]}
            address={address}
            problem={problem(`addresses[${at}].address`) ?? (at === 0 ? problem('addresses') : undefined)}
            onChange={(next) => change({ addresses: addresses.with(at, next) })}
            onRemove={addresses.length > 1 ? () => remove(at) : undefined}
          />
        ))}
      </ul>
      {addresses.length < most && (
        <Button look="ghost" className="justify-self-start" onClick={add}>
          <Plus aria-hidden />
          {text.addAddress}
        </Button>
      )}
      <p className="text-xs text-soft">{text.catchAllHint}</p>
      <Field label={text.name} hint={nameOptional ? text.nameFound : text.nameHint} problem={problem('name')}>
        <input required={!nameOptional} maxLength={100} value={mailbox.name} onChange={(event) => change({ name: event.target.value })} className={inputLook} />
      </Field>
      <Check label={text.plus} hint={text.plusHint} checked={mailbox.plusAddressing ?? true} onChange={(plusAddressing) => change({ plusAddressing })} />
      <Field label={text.copies} problem={problem('copy_policy')}>
        <select value={mailbox.copyPolicy} onChange={(event) => change({ copyPolicy: Number(event.target.value) })} className={inputLook}>
          {policies.map((policy) => (
            <option key={policy} value={policy}>
              {copyPolicies[policy]}
            </option>
          ))}
        </select>
      </Field>
    </>
  )
}
