import { Link } from '@tanstack/react-router'
import { ArrowDownToLine, ArrowUpFromLine, PenLine, PlugZap, RefreshCw } from 'lucide-react'
import type { ChannelHealth_Channel } from '~/gen/tandem/conversations/v1/channel_health_service_pb'
import { MailboxesService, TestMailboxResponse_Check_Part as Part } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useNow } from '~/lib/time'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Facts } from '~/ui/Facts'
import { complain, tell } from '~/ui/Toast'
import { Expiry, endsSoon } from './Expiry'
import { TestResults } from './TestResults'
import { text } from './text'

const words = text.health

/** One way that mail takes: whether it works, since when not, why, and what to do. */
export function ChannelCard({ channel }: { channel: ChannelHealth_Channel }) {
  const mailbox = useRead(MailboxesService.method.getMailbox, { id: channel.mailboxId }, channel.mailboxId !== '').data
  const test = useCommand(MailboxesService.method.testMailbox)
  const fetch = useCommand(MailboxesService.method.fetchMailbox)
  const now = useNow('half-minute')
  const fetching = channel.channel.startsWith('imap:')
  const writing = channel.channel.startsWith('sender:')
  const Icon = writing ? PenLine : channel.channel.startsWith('relay') ? ArrowUpFromLine : ArrowDownToLine
  const checks = (test.data?.checks ?? []).filter(({ part }) => part === (fetching ? Part.IMAP : Part.RELAY))
  const late = endsSoon(channel.certificateExpireTime, now) || endsSoon(channel.tokenExpireTime, now)
  return (
    <li className={`grid grid-cols-1 gap-3 rounded-lg border p-4 ${channel.good ? 'border-line' : 'border-danger'}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 grow basis-56 items-center gap-3">
          <Icon aria-hidden className="size-4 shrink-0 text-soft" />
          <h2 className="flex min-w-0 gap-1 font-medium">
            {channel.mailboxId ? (
              <>
                <Link to="/channels/$mailbox" params={{ mailbox: channel.mailboxId }} className="truncate hover:underline">
                  {mailbox?.name ?? '…'}
                </Link>
                <span className="shrink-0 font-normal text-soft">· {fetching ? words.fetching : writing ? words.writing : words.sending}</span>
              </>
            ) : (
              words.own[channel.channel] ?? channel.channel
            )}
          </h2>
          <Badge tone={channel.good ? 'good' : 'danger'}>{channel.good ? words.works : writing ? words.notWhole : words.fails}</Badge>
          {channel.good && late && <Badge tone="internal">{words.endsSoon}</Badge>}
        </div>
        <span className="flex gap-2">
          {fetching && (
            <Button busy={fetch.isPending} onClick={() => fetch.mutate({ id: channel.mailboxId }, { onSuccess: () => tell(words.looking), onError: complain })}>
              <RefreshCw aria-hidden />
              {words.fetchNow}
            </Button>
          )}
          {channel.mailboxId && !writing && (
            <Button busy={test.isPending} onClick={() => test.mutate({ id: channel.mailboxId }, { onError: complain })}>
              <PlugZap aria-hidden />
              {test.isPending ? text.testing : words.test}
            </Button>
          )}
        </span>
      </div>
      {!channel.good && checks.length === 0 && (
        <div className="grid gap-1 rounded-lg bg-danger-soft px-3 py-2 text-sm wrap-anywhere">
          <p className="font-medium text-danger">{channel.error}</p>
          {channel.advice && <p>{channel.advice}</p>}
        </div>
      )}
      <Facts
        facts={[
          [words.success, channel.successTime ? <Ago time={channel.successTime} /> : words.never],
          [words.error, channel.errorTime && <LastError channel={channel} />],
          [words.backlog, channel.backlog > 0n && words.mails(channel.backlog)],
          [words.next, channel.nextTime && <Ago time={channel.nextTime} />],
          [words.certificate, channel.certificateExpireTime && <Expiry time={channel.certificateExpireTime} />],
          [words.token, channel.tokenExpireTime && <Expiry time={channel.tokenExpireTime} />],
        ]}
      />
      {checks.length > 0 && <TestResults checks={checks} folder={mailbox?.imap?.folder ?? ''} />}
    </li>
  )
}

function LastError({ channel }: { channel: ChannelHealth_Channel }) {
  return (
    <>
      <Ago time={channel.errorTime} />
      {channel.good && channel.error && <span className="text-soft"> · {channel.error}</span>}
    </>
  )
}
