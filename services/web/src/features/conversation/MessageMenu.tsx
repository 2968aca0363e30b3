import { Ellipsis, FileText, Link2, Pencil, Trash2 } from 'lucide-react'
import { type Message, Message_Channel, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useIsAdmin, useMe } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain, tell } from '~/ui/Toast'
import { messageReasons, text } from './text'

/** What can be done with a message. */
export function MessageMenu({ message, onEdit }: { message: Message; onEdit: () => void }) {
  const me = useMe()
  const admin = useIsAdmin()
  const remove = useCommand(MessagesService.method.deleteMessage)
  const own = message.authorId === me.id
  const copy = async () => {
    await navigator.clipboard.writeText(`${location.href.split('#')[0]}#${message.id}`)
    tell(text.linkCopied)
  }
  const onDelete = () => {
    if (!confirm(text.deleteQuestion)) return
    remove.mutate({ id: message.id }, { onError: (error) => complain(messageReasons[problemOf(error).reason] ?? error) })
  }
  const staff = message.authorId.startsWith('usr_')
  return (
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
      {message.channel === Message_Channel.EMAIL && (
        <MenuItem icon={<FileText aria-hidden />} onSelect={() => window.open(`/v1/messages/${message.id}/source`, '_blank', 'noopener')}>
          {text.source}
        </MenuItem>
      )}
      {staff && message.channel !== Message_Channel.EMAIL && (
        <MenuItem icon={<Pencil aria-hidden />} disabledReason={own || admin ? undefined : text.notYours} onSelect={onEdit}>
          {text.edit}
        </MenuItem>
      )}
      <MenuItem danger icon={<Trash2 aria-hidden />} disabledReason={own || admin ? undefined : text.notYours} onSelect={onDelete}>
        {text.delete}
      </MenuItem>
    </Menu>
  )
}
