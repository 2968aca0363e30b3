// The way through a new mailbox: which step, what must work before the next, and keeping it at the end.
import { useState } from 'react'
import { type Mailbox, MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { call } from '~/lib/call'
import { useCommand, useRead } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { type Half, blankMailbox, domainOf, nameOf, withSameSecret, withSuggested } from './mailboxForm'
import { useMailboxForm } from './useMailboxForm'

/** The server that a step is about. */
const halves: (Half | undefined)[] = [undefined, 'imap', 'relay']
const lastStep = 3

export function useNewMailbox() {
  const [first] = useState(blankMailbox)
  const form = useMailboxForm(first)
  const [step, setStep] = useState(0)
  const [suggestedFor, setSuggestedFor] = useState('')
  const [made, setMade] = useState<Mailbox>()
  const [requestId] = useRequestId()
  const account = useRead(AccountsService.method.getAccount, {}).data
  const create = useCommand(MailboxesService.method.createMailbox)
  const { mailbox } = form
  const address = mailbox.addresses[0]?.address ?? ''
  const about = halves[step]
  const half = about && mailbox[about] ? about : undefined

  const go = (to: number) => {
    form.refuse(undefined)
    if (to === 2) form.setMailbox(withSameSecret)
    setStep(to)
  }
  const suggest = async () => {
    if (!mailbox.name) form.change({ name: nameOf(address) })
    if (address === suggestedFor || domainOf(address) === account?.mailDomain) return
    setSuggestedFor(address)
    // What is not known of the domain is left for the person to write.
    const suggested = await call(MailboxesService.method.suggestMailbox, { address }).catch(() => undefined)
    if (suggested) form.setMailbox((before) => withSuggested(before, suggested))
  }
  const keep = () => {
    form.refuse(undefined)
    create.mutate(
      { mailbox, requestId },
      {
        onSuccess: (kept) => {
          setMade(kept)
          setStep(lastStep + 1)
        },
        onError: form.refuse,
      },
    )
  }
  const next = async () => {
    if (step === lastStep) return keep()
    if (step === 0) await suggest()
    if (half && !isGood(half) && !(await form.runTest([half]))) return undefined
    return go(step + 1)
  }
  const isGood = (of: Half) => form.wasTested(of) && form.checkOf(of)?.ok === true
  return {
    form,
    step,
    go,
    half,
    /** The server was asked as it stands and does not work. */
    blocked: half !== undefined && form.wasTested(half) && !isGood(half),
    busy: create.isPending || form.testing,
    next,
    keep,
    made,
  }
}
