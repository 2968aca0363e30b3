// A mailbox that is being written: its parts, what is wrong with them, and how its servers answer.
import { useState } from 'react'
import { type Mailbox, type TestMailboxResponse_Check, TestMailboxResponse_Check_Part, MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { type Problem, fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { complain } from '~/ui/Toast'
import type { Half, Optional } from './mailboxForm'

export type MailboxForm = ReturnType<typeof useMailboxForm>

/** What can be tried: the servers, and the key. */
export type Tried = Half | 'dkim'

interface Tested {
  /** What was tried: another object was changed since. */
  server: Mailbox[Tried]
  check: TestMailboxResponse_Check
}

const partOf = { imap: TestMailboxResponse_Check_Part.IMAP, relay: TestMailboxResponse_Check_Part.RELAY, dkim: TestMailboxResponse_Check_Part.DKIM }

export function useMailboxForm(first: Mailbox) {
  const [mailbox, setMailbox] = useState(first)
  const [refused, setRefused] = useState<Problem>()
  const [tested, setTested] = useState<Partial<Record<Tried, Tested>>>({})
  const test = useCommand(MailboxesService.method.testMailbox)
  const change = (part: Partial<Mailbox>) => setMailbox((before) => ({ ...before, ...part }))
  const drop = (part: Optional) =>
    setMailbox((before) => {
      const { [part]: _gone, ...rest } = before
      return rest as Mailbox
    })
  /** Tries these parts; whether all of them work. */
  const runTest = async (halves: Tried[]): Promise<boolean> => {
    const { imap, relay, dkim, ...rest } = mailbox
    const tried: Mailbox = {
      ...rest,
      ...(imap && halves.includes('imap') && { imap }),
      ...(relay && halves.includes('relay') && { relay }),
      ...(dkim && halves.includes('dkim') && { dkim }),
    }
    try {
      const { checks } = await test.mutateAsync({ id: mailbox.id, mailbox: tried })
      for (const half of halves) {
        const check = checks.find(({ part }) => part === partOf[half])
        if (check) setTested((before) => ({ ...before, [half]: { server: mailbox[half], check } }))
      }
      return checks.every(({ ok }) => ok)
    } catch (error) {
      setRefused(problemOf(error))
      if (problemOf(error).fields.length === 0) complain(error)
      return false
    }
  }
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
    checkOf: (half: Tried) => (mailbox[half] ? tested[half]?.check : undefined),
    /** Whether a half was tried as it stands now, whatever came of it. */
    wasTested: (half: Tried) => tested[half] !== undefined && tested[half]?.server === mailbox[half],
    folders: tested.imap?.check.folders ?? [],
  }
}
