import { Link } from '@tanstack/react-router'
import { BadgeCheck } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { type Chat, Chat_State } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { Ago } from '~/ui/Ago'
import { Avatar } from '~/ui/Avatar'
import { PresenceDot } from './PresenceDot'
import type { ChatTab } from './search'
import { text } from './text'
import { visitorName } from './visitor'

/** One chat of a list: who, where they are, since when, and whose it is. */
export function ChatRow({ chat, tab, current }: { chat: Chat; tab: ChatTab; current: boolean }) {
  const name = visitorName(chat)
  const waits = chat.state === Chat_State.WAITING
  return (
    <li className="border-b border-line">
      <Link
        to="/chats"
        search={{ tab, chat: chat.id }}
        aria-current={current ? 'true' : undefined}
        className="flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-hover [&[aria-current]]:bg-selected"
      >
        <span className="relative shrink-0">
          <Avatar id={chat.visitor?.id ?? chat.id} name={name} size="large" />
          <PresenceDot presence={chat.visitor?.presence} className="absolute -right-0.5 -bottom-0.5" />
        </span>
        <span className="min-w-0 grow">
          <span className="flex items-center gap-1">
            <span className="truncate font-medium">{name}</span>
            {chat.visitor?.verified && <BadgeCheck aria-label={text.proven} className="size-3.5 shrink-0 text-good" />}
          </span>
          <span className="block truncate text-xs text-soft">{chat.visitor?.pageTitle || chat.visitor?.pageUrl || chat.visitor?.email}</span>
        </span>
        <span className="flex shrink-0 flex-col items-end gap-1">
          <Ago time={waits ? chat.createTime : chat.lastMessageTime} className={`text-xs ${waits ? 'font-medium text-internal' : 'text-soft'}`} />
          {chat.assigneeId && <PersonAvatar id={chat.assigneeId} />}
        </span>
      </Link>
    </li>
  )
}
