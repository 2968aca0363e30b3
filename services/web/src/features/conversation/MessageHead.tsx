import { Bot, Forward, Globe, type LucideIcon, Mail, MessageSquare, PenLine, TriangleAlert } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { type Message, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { at } from '~/lib/time'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { MessageMenu } from './MessageMenu'
import { spell } from './MessageDetails'
import { TrustBadge } from './TrustBadge'
import { channels, text } from './text'
import { threadedBy } from './words'

/** Of channels that are not a talk within Tandem. */
const icons: Partial<Record<Message_Channel, LucideIcon>> = {
  [Message_Channel.EMAIL]: Mail,
  [Message_Channel.PORTAL]: Globe,
  [Message_Channel.WEB_FORM]: PenLine,
  [Message_Channel.BOT]: Bot,
  [Message_Channel.CHAT]: MessageSquare,
}

interface Props {
  message: Message
  name: string
  onEdit: () => void
  onHistory: () => void
  onDetails: () => void
}

/** Who wrote, by which channel, when, and what is unusual about it. */
export function MessageHead({ message, name, onEdit, onHistory, onDetails }: Props) {
  const Icon = icons[message.channel] ?? MessageSquare
  const copied = message.cc.map(spell).join(', ')
  return (
    <header className="text-sm">
      <div className="flex items-start gap-2">
        <PersonAvatar id={message.authorId} name={name} />
        <div className="flex min-w-0 grow flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold wrap-anywhere">{name}</span>
          <span title={message.threadedBecause || threadedBy[message.threadedBy]} className="inline-flex items-center gap-1 text-soft">
            <Icon aria-hidden className="size-3.5" />
            {channels[message.channel]}
          </span>
          <TrustBadge authentication={message.authentication} />
          {message.automatic && message.channel !== Message_Channel.BOT && (
            <Badge title={message.automaticReason || text.automaticHint}>
              <Bot aria-hidden />
              {text.automatic}
            </Badge>
          )}
          {message.problems.length > 0 && (
            <Badge tone="danger" title={message.problems.join('\n')}>
              <TriangleAlert aria-hidden />
              {text.problems}
            </Badge>
          )}
          {message.editTime && !message.deleteTime && (
            <button type="button" title={at(message.editTime)} onClick={onHistory} className="h-6 rounded text-xs text-soft underline decoration-dotted hover:bg-hover hover:text-ink">
              {text.edited}
            </button>
          )}
        </div>
        <Ago time={message.createTime} className="shrink-0 text-xs leading-5 text-soft" />
        <MessageMenu message={message} onEdit={onEdit} onHistory={onHistory} onDetails={onDetails} />
      </div>
      {copied && (
        <p className="ml-7 truncate text-xs text-soft" title={copied}>
          {text.cc}: {copied}
        </p>
      )}
      {message.forwarded && (
        <p className="ml-7 flex items-center gap-1 text-xs text-soft">
          <Forward aria-hidden className="size-3 shrink-0" />
          <span className="truncate">{text.firstWritten(spell(message.forwarded.from), message.forwarded.subject, at(message.forwarded.time))}</span>
        </p>
      )}
    </header>
  )
}
