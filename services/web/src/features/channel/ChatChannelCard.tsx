import { Link } from '@tanstack/react-router'
import { MessageCircle } from 'lucide-react'
import type { ChannelHealth_Channel, ChannelHealth_Chat } from '~/gen/tandem/conversations/v1/channel_health_service_pb'
import { at } from '~/lib/time'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Facts } from '~/ui/Facts'
import { text } from './text'

const words = text.health

/** A chat widget: who waits, whether anybody takes chats, and what keeps visitors from being answered. */
export function ChatChannelCard({ channel, chat }: { channel: ChannelHealth_Channel; chat: ChannelHealth_Chat }) {
  return (
    <li className={`grid grid-cols-1 gap-3 rounded-lg border p-4 ${channel.good ? 'border-line' : 'border-danger'}`}>
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
        <MessageCircle aria-hidden className="size-4 shrink-0 text-soft" />
        <h2 className="flex min-w-0 gap-1 font-medium">
          <Link to="/widgets/$widget" params={{ widget: chat.widgetId }} className="truncate hover:underline">
            {chat.name}
          </Link>
          <span className="shrink-0 font-normal text-soft">· {words.chat}</span>
        </h2>
        <Badge tone={channel.good ? 'good' : 'danger'}>{channel.good ? words.works : words.unattended}</Badge>
      </div>
      {!channel.good && (
        <div className="grid gap-1 rounded-lg bg-danger-soft px-3 py-2 text-sm wrap-anywhere">
          <p className="font-medium text-danger">{channel.error}</p>
          <p>{channel.advice}</p>
        </div>
      )}
      <Facts
        facts={[
          [words.visitors, chat.open ? words.open : chat.openTime ? words.openAgain(at(chat.openTime)) : words.neverOpen],
          [words.takers, words.users(chat.availableUsers)],
          [words.backlog, chat.waiting > 0 && <WaitingSince chat={chat} />],
          [words.answered, channel.successTime ? <Ago time={channel.successTime} /> : words.never],
          [words.unanswered, channel.errorTime && <Ago time={channel.errorTime} />],
        ]}
      />
    </li>
  )
}

function WaitingSince({ chat }: { chat: ChannelHealth_Chat }) {
  return (
    <Link to="/chats" search={{ tab: 'waiting' }} className="text-accent underline underline-offset-2">
      {words.visitorCount(chat.waiting)} · <Ago time={chat.waitingSinceTime} />
    </Link>
  )
}
