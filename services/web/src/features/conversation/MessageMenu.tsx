import { Ellipsis, FileText, History, Info, Link2, MailOpen, Pencil, Split, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { SplitDialog } from '~/features/life/SplitDialog'
import { text as life } from '~/features/life/text'
import { ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Delivery_Channel, type Message, Message_Channel, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useIsAdmin, useMe } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'
import { messageReasons } from './words'
import { leaveUnread } from './useReading'

interface Props {
  message: Message
  onEdit: () => void
  onHistory: () => void
  onDetails: () => void
}

/** What can be done with a message. */
export function MessageMenu({ message, onEdit, onHistory, onDetails }: Props) {
  const me = useMe()
  const admin = useIsAdmin()
  const remove = useCommand(MessagesService.method.deleteMessage)
  const markUnread = useCommand(ConversationsService.method.markConversationUnread)
  const own = message.authorId === me.id
  const [splitting, setSplitting] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(`${location.href.split('#')[0]}#${message.id}`)
    tell(text.linkCopied)
  }
  const onDelete = () => {
    if (!confirm(text.deleteQuestion)) return
    remove.mutate({ id: message.id }, { onError: (error) => complain(messageReasons[problemOf(error).reason] ?? error) })
  }
  const unread = () => {
    leaveUnread(message.conversationId)
    markUnread.mutate({ id: message.conversationId, messageId: message.id }, { onError: complain, onSuccess: () => tell(text.markedUnread) })
  }
  const gone = message.deleteTime !== undefined
  const mailed = message.channel === Message_Channel.EMAIL || message.deliveries.some(({ channel }) => channel === Delivery_Channel.EMAIL)
  const staff = message.authorId.startsWith('usr_')
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={text.messageActions} className="-my-1.5">
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Link2 aria-hidden />} onSelect={() => void copy().catch(complain)}>
          {text.copyLink}
        </MenuItem>
        <MenuItem icon={<Info aria-hidden />} onSelect={onDetails}>
          {text.details}
        </MenuItem>
        {!own && (
          <MenuItem icon={<MailOpen aria-hidden />} onSelect={unread}>
            {text.markUnread}
          </MenuItem>
        )}
        {message.itemId && !gone && (
          <MenuItem icon={<Split aria-hidden />} onSelect={() => setSplitting(true)}>
            {life.split}
          </MenuItem>
        )}
        {message.editTime && !gone && (
          <MenuItem icon={<History aria-hidden />} onSelect={onHistory}>
            {text.history}
          </MenuItem>
        )}
        {mailed && !gone && (
          <MenuItem icon={<FileText aria-hidden />} onSelect={() => window.open(`/v1/messages/${message.id}/source`, '_blank', 'noopener')}>
            {text.source}
          </MenuItem>
        )}
        {!gone && staff && message.channel !== Message_Channel.EMAIL && (
          <MenuItem icon={<Pencil aria-hidden />} disabledReason={own || admin ? undefined : text.notYours} onSelect={onEdit}>
            {text.edit}
          </MenuItem>
        )}
        {!gone && (
          <MenuItem danger icon={<Trash2 aria-hidden />} disabledReason={own || admin ? undefined : text.notYours} onSelect={onDelete}>
            {text.delete}
          </MenuItem>
        )}
      </Menu>
      {splitting && <SplitDialog message={message} onClose={() => setSplitting(false)} />}
    </>
  )
}
