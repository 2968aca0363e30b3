import { Bot, Globe, Mail, MessageSquare, PenLine, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { usePerson } from '~/features/people/usePeople'
import { type Message, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { at } from '~/lib/time'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Attachments } from './Attachments'
import { Deliveries } from './Deliveries'
import { EditMessage } from './EditMessage'
import { MessageBody } from './MessageBody'
import { MessageMenu } from './MessageMenu'
import { type Side, channels, text, threadedBy } from './text'

const icons = {
  [Message_Channel.UNSPECIFIED]: MessageSquare,
  [Message_Channel.EMAIL]: Mail,
  [Message_Channel.APP]: MessageSquare,
  [Message_Channel.PORTAL]: Globe,
  [Message_Channel.WEB_FORM]: PenLine,
  [Message_Channel.BOT]: Bot,
  [Message_Channel.CHAT]: MessageSquare,
}

/** One message: who, when, by which channel, what, and whether it arrived. */
export function MessageCard({ message, side }: { message: Message; side: Side }) {
  const [editing, setEditing] = useState(false)
  const author = usePerson(message.authorId)
  const name = author?.name || message.from?.name || message.from?.address || text.unknown
  const ours = !/^(cus|vis)_/.test(message.authorId) && message.channel !== Message_Channel.EMAIL
  const Icon = icons[message.channel]
  return (
    <li id={message.id} className="px-4 py-2 target:bg-selected">
      <article aria-label={`${name} ${channels[message.channel]}`}>
        <header className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <PersonAvatar id={message.authorId} name={name} />
          <span className="font-semibold">{name}</span>
          <span title={threadedBy[message.threadedBy]} className="inline-flex items-center gap-1 text-soft">
            <Icon aria-hidden className="size-3.5" />
            {channels[message.channel]}
          </span>
          {message.automatic && message.channel !== Message_Channel.BOT && (
            <Badge title={text.automaticHint}>
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
          {message.editTime && !message.deleteTime && <Badge title={at(message.editTime)}>{text.edited}</Badge>}
          <span className="grow" />
          <Ago time={message.createTime} className="text-xs text-soft" />
          {!message.deleteTime && <MessageMenu message={message} onEdit={() => setEditing(true)} />}
        </header>
        <div className={`mt-1 ml-7 rounded-lg px-3 py-2 ${ours ? side.bubble : 'border border-line bg-surface'}`}>
          {message.deleteTime && <p className="text-soft italic">{text.deleted}</p>}
          {editing && <EditMessage message={message} onDone={() => setEditing(false)} />}
          {!message.deleteTime && !editing && <MessageBody message={message} />}
          <Attachments files={message.attachments} />
        </div>
        <Deliveries message={message} />
      </article>
    </li>
  )
}
