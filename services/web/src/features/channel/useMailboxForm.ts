// A mailbox that is being written: its parts, what is wrong with them, and how its servers answer.
import { useState } from 'react'
import { type Mailbox, MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { type Problem, fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { complain } from '~/ui/Toast'
import type { Optional } from './mailboxForm'

export type MailboxForm = ReturnType<typeof useMailboxForm>

export function useMailboxForm(first: Mailbox) {
  const [mailbox, setMailbox] = useState(first)
  const [refused, setRefused] = useState<Problem>()
  const test = useCommand(MailboxesService.method.testMailbox)
  const change = (part: Partial<Mailbox>) => setMailbox((before) => ({ ...before, ...part }))
  const drop = (part: Optional) =>
    setMailbox((before) => {
      const { [part]: _gone, ...rest } = before
      return rest as Mailbox
    })
  const runTest = () => test.mutate({ id: mailbox.id, mailbox }, { onError: complain })
  return {
    mailbox,
    setMailbox,
    change,
    drop,
    problem: (field: string) => fieldProblem(refused, `mailbox.${field}`) ?? fieldProblem(refused, field),
    refused,
    refuse: (error: unknown) => setRefused(error === undefined ? undefined : problemOf(error)),
    runTest,
    testing: test.isPending,
    checks: test.data?.checks ?? [],
    folders: test.data?.checks.flatMap((check) => check.folders) ?? [],
  }
}
