import { memo, useState } from 'react'
import { usePerson, useUsers } from '~/features/people/usePeople'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { type Message, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { useIsAdmin, useMe } from '~/lib/session'
import { Attachments } from './Attachments'
import { Deliveries, SeenBy } from './Deliveries'
import { EditMessage } from './EditMessage'
import { History } from './History'
import { InvitationCard } from './InvitationCard'
import { MessageBody } from './MessageBody'
import { MessageDetails } from './MessageDetails'
import { MessageHead } from './MessageHead'
import type { Side } from './sides'
import { channels, text } from './text'

interface Props {
  message: Message
  side: Side
  /** The address names it. */
  linked: boolean
}

type Open = 'edit' | 'history' | 'details'

/** One message: who, when, by which channel, what, and whether it arrived. */
export const MessageCard = memo(function MessageCard({ message, side, linked }: Props) {
  const [open, setOpen] = useState<Open>()
  const me = useMe()
  const admin = useIsAdmin()
  const users = useUsers()
  const author = usePerson(message.authorId)
  const name = author?.name || message.from?.name || message.from?.address || text.unknown
  const ours = !/^(cus|vis)_/.test(message.authorId) && message.channel !== Message_Channel.EMAIL
  const close = () => setOpen(undefined)
  const deleted = message.deleteTime !== undefined
  const readers = message.visibility === Visibility.INTERNAL && message.authorId === me.id ? message.seenByIds.filter((id) => id !== me.id) : []
  return (
    <li id={message.id} className={`scroll-mt-12 px-4 py-2 ${linked ? 'bg-selected' : ''}`}>
      <article aria-label={`${name} ${channels[message.channel]}`}>
        <MessageHead message={message} name={name} onEdit={() => setOpen('edit')} onHistory={() => setOpen('history')} onDetails={() => setOpen('details')} />
        <div className={`mt-1 ml-7 rounded-lg px-3 py-2 ${ours ? side.bubble : 'border border-line bg-surface'}`}>
          {deleted && (
            <p className="flex flex-wrap gap-x-3 text-soft italic">
              {text.deleted}
              {(admin || message.authorId === me.id) && (
                <button type="button" onClick={() => setOpen('history')} className="text-sm underline hover:text-ink">
                  {text.whatItSaid}
                </button>
              )}
            </p>
          )}
          {!deleted && open === 'edit' && <EditMessage message={message} onDone={close} />}
          {!deleted && open !== 'edit' && <MessageBody message={message} />}
          {message.invitations.map((invitation) => (
            <InvitationCard key={`${invitation.uid}${invitation.method}`} invitation={invitation} />
          ))}
          <Attachments files={message.attachments} />
        </div>
        <Deliveries message={message} />
        <SeenBy names={readers.map((id) => users.find((user) => user.id === id)?.name ?? text.unknown)} />
      </article>
      {open === 'history' && <History message={message} onClose={close} />}
      {open === 'details' && <MessageDetails message={message} onClose={close} />}
    </li>
  )
})
