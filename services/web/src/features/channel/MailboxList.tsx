import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { MailboxesService } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { usePages, useRead } from '~/lib/query'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'
import { useBadChannels } from './useBadChannels'

/** The mailboxes of the account. */
export function MailboxList() {
  const list = usePages(MailboxesService.method.listMailboxes, { pageSize: 100 })
  const account = useRead(AccountsService.method.getAccount, {}).data
  const bad = new Set(useBadChannels().map(({ mailboxId }) => mailboxId))
  const mailboxes = list.data?.pages.flatMap((page) => page.mailboxes) ?? []
  return (
    <>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={3} />}
      {list.data && mailboxes.length === 0 && (
        <Empty icon={<Inbox aria-hidden />} title={text.noMailboxes}>
          {account && <p className="max-w-md text-sm">{text.noMailboxesAbout(account.mailDomain)}</p>}
        </Empty>
      )}
      <ul aria-label={text.mailboxes}>
        {mailboxes.map((mailbox) => (
          <li key={mailbox.id} className="border-b border-line">
            <Link to="/channels/$mailbox" params={{ mailbox: mailbox.id }} className="flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-hover">
              <Inbox aria-hidden className="size-4 shrink-0 text-soft" />
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{mailbox.name}</span>
                <span className="block truncate text-xs text-soft">{mailbox.addresses.map((one) => one.address).join(', ')}</span>
              </span>
              {mailbox.standard && <Badge tone="accent">{text.standardMark}</Badge>}
              {mailbox.enabled === false && <Badge>{text.off}</Badge>}
              {bad.has(mailbox.id) && <Badge tone="danger">{text.health.fails}</Badge>}
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
