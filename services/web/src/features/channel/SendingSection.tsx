import { create } from '@bufbuild/protobuf'
import { DkimSchema, type Sender, SenderSchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { DkimFields } from './DkimFields'
import { ServerFields } from './ServerFields'
import { type SectionProps, blankRelay, domainOf } from './mailboxForm'
import { text } from './text'

interface Props extends SectionProps {
  problem: (field: string) => string | undefined
}

/** In whose name answers leave, by which server, and how they are signed. */
export function SendingSection({ mailbox, change, drop, problem }: Props) {
  const { relay, dkim } = mailbox
  const first = mailbox.addresses[0]?.address ?? ''
  const sender = mailbox.sender ?? create(SenderSchema)
  const set = (part: Partial<Sender>) => change({ sender: { ...sender, ...part } })
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={text.displayName} hint={text.displayNameHint} problem={problem('sender.display_name')}>
          <input value={sender.displayName} onChange={(event) => set({ displayName: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.sendFrom} hint={text.sendFromHint} problem={problem('sender.address')}>
          <input
            inputMode="email"
            placeholder={first}
            value={sender.address}
            onChange={(event) => set({ address: event.target.value.trim() })}
            className={inputLook}
          />
        </Field>
      </div>
      <Check label={text.standard} hint={text.standardHint} checked={mailbox.standard ?? false} onChange={(standard) => change({ standard })} />
      <Check label={text.noReply} checked={sender.noReply} onChange={(noReply) => set({ noReply })} />
      <Check
        label={text.ownRelay}
        hint={text.ownRelayHint}
        checked={relay !== undefined}
        onChange={(own) => (own ? change({ relay: blankRelay() }) : drop('relay'))}
      />
      {relay && <ServerFields server={relay} problem={(field) => problem(`relay.${field}`)} change={(part) => change({ relay: { ...relay, ...part } })} />}
      <Check
        label={text.dkim}
        hint={text.dkimHint}
        checked={dkim !== undefined}
        onChange={(sign) => (sign ? change({ dkim: create(DkimSchema, { domain: domainOf(first), selector: 'tandem' }) }) : drop('dkim'))}
      />
      {dkim && <DkimFields dkim={dkim} problem={(field) => problem(`dkim.${field}`)} change={(next) => change({ dkim: next })} />}
    </>
  )
}
