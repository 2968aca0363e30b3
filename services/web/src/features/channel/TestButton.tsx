import { PlugZap } from 'lucide-react'
import { Button } from '~/ui/Button'
import { TestResults } from './TestResults'
import { text } from './text'
import type { MailboxForm, Tried } from './useMailboxForm'

/** Tries the servers and the key of the mailbox as they stand in the form. */
export function TestButton({ form, halves }: { form: MailboxForm; halves: Tried[] }) {
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
