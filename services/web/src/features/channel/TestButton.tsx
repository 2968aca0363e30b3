import { PlugZap } from 'lucide-react'
import { Button } from '~/ui/Button'
import { TestResults } from './TestResults'
import { text } from './text'
import type { MailboxForm } from './useMailboxForm'

/** Asks the servers of the mailbox as it stands in the form. */
export function TestButton({ form }: { form: MailboxForm }) {
  return (
    <>
      <Button busy={form.testing} onClick={form.runTest} className="justify-self-start">
        <PlugZap aria-hidden />
        {form.testing ? text.testing : text.test}
      </Button>
      {form.checks.length > 0 && <TestResults checks={form.checks} folder={form.mailbox.imap?.folder ?? ''} />}
    </>
  )
}
