import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Mailbox, MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { problemOf } from '~/lib/error'
import { useKept } from '~/lib/kept'
import { useCommand } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Section } from '~/ui/Section'
import { SettingsEnd } from '~/ui/SettingsEnd'
import { Switch } from '~/ui/Switch'
import { tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { AddressesSection } from './AddressesSection'
import { BackLink } from './BackLink'
import { DnsRecords } from './DnsRecords'
import { LookSection } from './LookSection'
import { ReceivingSection } from './ReceivingSection'
import { Refused } from './Refused'
import { RemoveMailbox } from './RemoveMailbox'
import { SendingSection } from './SendingSection'
import { TestButton } from './TestButton'
import { changed } from './mailboxForm'
import { text } from './text'
import { useMailboxForm } from './useMailboxForm'

/** One mailbox: everything that can be set of it. */
export function MailboxScreen({ id }: { id: string }) {
  const { kept, keep, error, refetch, renewed } = useKept(MailboxesService.method.getMailbox, { id })
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  return kept ? <Form key={String(kept.revision)} kept={kept} onSaved={keep} renewed={renewed} /> : <Loading />
}

interface FormProps {
  kept: Mailbox
  onSaved: (mailbox: Mailbox) => void
  /** What the server has now. */
  renewed: () => Promise<Mailbox | undefined>
}

function Form({ kept, onSaved, renewed }: FormProps) {
  const form = useMailboxForm(kept)
  const [removing, setRemoving] = useState(false)
  const update = useCommand(MailboxesService.method.updateMailbox)
  const navigate = useNavigate()
  const { mailbox } = form
  const paths = changed(kept, mailbox)
  const onSuccess = (saved: Mailbox) => {
    tell(text.saved)
    onSaved(saved)
  }
  const onError = (error: Error) => {
    form.refuse(error)
    // What somebody else changed is theirs; what was changed here is kept, and the next press saves it.
    if (problemOf(error).reason === 'STALE') void renewed().then((now) => now && form.change({ revision: now.revision }))
  }
  const save = () => {
    form.refuse(undefined)
    update.mutate({ mailbox, updateMask: { paths } }, { onSuccess, onError })
  }
  const props = { mailbox, change: form.change, drop: form.drop, problem: form.problem }
  return (
    <Page
      title={kept.name}
      actions={
        <>
          <span aria-hidden className="text-sm text-soft max-sm:hidden">
            {(mailbox.enabled ?? true) ? text.on : text.off}
          </span>
          <Switch label={text.enabled} checked={mailbox.enabled ?? true} onChange={(enabled) => form.change({ enabled })} />
          <BackLink />
        </>
      }
    >
      <form
        className="mx-auto grid min-h-0 w-full max-w-3xl grow content-start gap-8 overflow-y-auto p-4 pb-0"
        onSubmit={(event) => {
          event.preventDefault()
          if (paths.length > 0 && !update.isPending) save()
        }}
      >
        <Section title={text.addresses}>
          <AddressesSection {...props} />
        </Section>
        <Section title={text.receiving}>
          <ReceivingSection {...props} folders={form.folders} />
        </Section>
        <Section title={text.sending}>
          <SendingSection {...props} />
        </Section>
        <Section title={text.look}>
          <LookSection {...props} />
        </Section>
        {(mailbox.imap || mailbox.relay || mailbox.dkim) && <TestButton form={form} halves={['imap', 'relay', 'dkim']} />}
        <Section title={text.dns.title} about={text.dns.about}>
          <DnsRecords mailbox={mailbox} />
        </Section>
        <SettingsEnd save={text.save} busy={update.isPending} changed={paths.length > 0} remove={text.remove} onRemove={() => setRemoving(true)}>
          <Refused form={form} onRetry={save} />
        </SettingsEnd>
      </form>
      {removing && <RemoveMailbox mailbox={kept} onClose={() => setRemoving(false)} onRemoved={() => void navigate({ to: '/channels', search: { tab: 'mailboxes' } })} />}
    </Page>
  )
}
