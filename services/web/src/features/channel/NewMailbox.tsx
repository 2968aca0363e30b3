import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { call } from '~/lib/call'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { tell } from '~/ui/Toast'
import { AddressesSection } from './AddressesSection'
import { LookSection } from './LookSection'
import { ReceivingSection } from './ReceivingSection'
import { Refused } from './Refused'
import { SendingSection } from './SendingSection'
import { TestButton } from './TestButton'
import { blankMailbox, withSuggested } from './mailboxForm'
import { text } from './text'
import { useMailboxForm } from './useMailboxForm'

const steps = [
  { title: text.address, about: text.addressHint },
  { title: text.receiving, about: text.receivingAbout },
  { title: text.sending, about: text.sendingAbout },
  { title: text.look, about: text.lookAbout },
]

/** Leads through a new mailbox: its address, how mail comes, how it leaves, how it looks. */
export function NewMailbox() {
  const form = useMailboxForm(blankMailbox())
  const [step, setStep] = useState(0)
  const [requestId] = useRequestId()
  const create = useCommand(MailboxesService.method.createMailbox)
  const navigate = useNavigate()
  const heading = useRef<HTMLHeadingElement>(null)
  const { mailbox } = form
  const last = step === steps.length - 1

  const go = (to: number) => {
    setStep(to)
    heading.current?.focus()
  }
  const keep = () => {
    form.refuse(undefined)
    create.mutate(
      { mailbox, requestId },
      {
        onSuccess: (made) => {
          tell(text.created(made.name))
          void navigate({ to: '/channels', search: { tab: 'mailboxes' } })
        },
        onError: form.refuse,
      },
    )
  }
  const next = async () => {
    if (step === 0) {
      // What is not known of the domain is left for the person to write.
      const suggested = await call(MailboxesService.method.suggestMailbox, { address: mailbox.addresses[0]?.address ?? '' }).catch(() => undefined)
      if (suggested) form.setMailbox((before) => withSuggested(before, suggested))
    }
    go(step + 1)
  }
  const props = { mailbox, change: form.change, drop: form.drop, problem: form.problem }
  return (
    <Page title={text.newMailbox}>
      <form
        className="mx-auto grid w-full max-w-3xl content-start gap-4 overflow-y-auto p-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (create.isPending) return
          if (last) keep()
          else void next()
        }}
      >
        <header>
          <p className="text-xs text-soft">{text.step(step + 1, steps.length)}</p>
          <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
            {steps[step]?.title}
          </h2>
          <p className="text-sm text-soft">{steps[step]?.about}</p>
        </header>
        {step === 0 && <AddressesSection {...props} />}
        {step === 1 && <ReceivingSection {...props} folders={form.folders} />}
        {step === 2 && <SendingSection {...props} />}
        {step === 3 && <LookSection {...props} />}
        {((step === 1 && mailbox.imap) || (step === 2 && mailbox.relay)) && <TestButton form={form} />}
        <Refused form={form} onRetry={keep} />
        <div className="flex gap-2">
          {step > 0 && <Button onClick={() => go(step - 1)}>{text.previous}</Button>}
          <Button look="primary" type="submit" busy={create.isPending}>
            {last ? text.create : text.next}
          </Button>
        </div>
      </form>
    </Page>
  )
}
