import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { AddressesSection } from './AddressesSection'
import { BackLink } from './BackLink'
import { DnsRecords } from './DnsRecords'
import { LookSection } from './LookSection'
import { ReceivingSection } from './ReceivingSection'
import { Refused } from './Refused'
import { SendingSection } from './SendingSection'
import { StepHeading } from './StepHeading'
import { Stepper } from './Stepper'
import { TestResults } from './TestResults'
import { text } from './text'
import { useNewMailbox } from './useNewMailbox'

const steps = [
  { title: text.address, about: text.addressHint },
  { title: text.receiving, about: text.receivingAbout },
  { title: text.sending, about: text.sendingAbout },
  { title: text.look, about: text.lookAbout },
  { title: text.dns.title, about: text.readyAbout },
] as const

/** Leads through a new mailbox: its address, how mail comes, how it leaves, how it looks, and what its domain must say. */
export function NewMailbox() {
  const { form, step, go, half, blocked, busy, next, keep, made } = useNewMailbox()
  const navigate = useNavigate()
  const [moved, setMoved] = useState(false)
  const { mailbox } = form
  const check = half && form.checkOf(half)
  const untested = half !== undefined && !form.wasTested(half)
  const props = { mailbox, change: form.change, drop: form.drop, problem: form.problem }
  const submit = () => {
    setMoved(true)
    if (made) void navigate({ to: '/channels', search: { tab: 'mailboxes' } })
    else if (!busy) void next()
  }
  return (
    <Page title={text.newMailbox} actions={<BackLink />}>
      <div className="min-h-0 grow overflow-y-auto">
        <form
          className="mx-auto grid w-full max-w-3xl content-start gap-5 p-4 sm:py-6"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <Stepper steps={steps} at={step} onGo={go} done={made !== undefined} />
          <StepHeading key={step} title={made ? text.ready(made.name) : (steps[step]?.title ?? '')} about={steps[step]?.about ?? ''} good={made !== undefined} focus={moved} />
          {step === 0 && <AddressesSection {...props} nameOptional />}
          {step === 1 && <ReceivingSection {...props} folders={form.folders} />}
          {step === 2 && <SendingSection {...props} />}
          {step === 3 && <LookSection {...props} />}
          {step === 4 && <DnsRecords mailbox={mailbox} />}
          {check && <TestResults checks={[check]} folder={mailbox.imap?.folder ?? ''} />}
          <Refused form={form} onRetry={keep} />
          <div className="flex flex-wrap gap-2 border-t border-line pt-4">
            {step > 0 && !made && <Button onClick={() => go(step - 1)}>{text.previous}</Button>}
            <Button look="primary" type="submit" busy={busy}>
              {busy && form.testing ? text.testing : label(step, untested, made !== undefined, blocked)}
            </Button>
            {blocked && <Button onClick={() => go(step + 1)}>{text.anyway}</Button>}
          </div>
        </form>
      </div>
    </Page>
  )
}

function label(step: number, untested: boolean, made: boolean, blocked: boolean): string {
  if (made) return text.done
  if (step === 3) return text.create
  if (blocked) return text.testAgain
  return untested ? text.testAndNext : text.next
}
