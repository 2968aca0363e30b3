import { PlugZap } from 'lucide-react'
import { Button } from '~/ui/Button'
import { TestResults } from './TestResults'
import type { Half } from './mailboxForm'
import { text } from './text'
import type { MailboxForm } from './useMailboxForm'

/** Asks the servers of the mailbox as they stand in the form. */
export function TestButton({ form, halves }: { form: MailboxForm; halves: Half[] }) {
  const checks = halves.flatMap((half) => form.checkOf(half) ?? [])
  return (
    <>
      <Button busy={form.testing} onClick={() => void form.runTest(halves)} className="justify-self-start">
        <PlugZap aria-hidden />
        {form.testing ? text.testing : text.test}
      </Button>
      {checks.length > 0 && <TestResults checks={checks} folder={form.mailbox.imap?.folder ?? ''} />}
    </>
  )
}
