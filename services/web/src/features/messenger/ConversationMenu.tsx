import { Archive, CheckSquare, Ellipsis, Inbox, Link2, LogOut, MailQuestionMark, Pencil } from 'lucide-react'
import { useState } from 'react'
import { type Conversation, Conversation_Kind as Kind } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Kind as ItemKind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { useMe } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { LinkItem } from './LinkItem'
import { MakeItem } from './MakeItem'
import { Rename } from './Rename'
import { text } from './text'
import type { Change } from './useChange'
import type { Named } from './useNamed'

interface Props {
  conversation: Conversation
  named: Named
  change: Change
  /** It is not to be shown any more. */
  onGone: () => void
}

type Dialog = 'rename' | 'link' | 'ticket' | 'task'

/** Kinds that a ticket or a task can be made of. */
const free = new Set([Kind.CUSTOMER, Kind.DIRECT, Kind.GROUP, Kind.CHAT])

/** What can be done with a conversation. */
export function ConversationMenu({ conversation, named, change, onGone }: Props) {
  const me = useMe()
  const [dialog, setDialog] = useState<Dialog>()
  const close = () => setDialog(undefined)
  const mayLink = free.has(conversation.kind)
  const linked = conversation.subject.startsWith('item_') ? text.isLinked : undefined
  const takesPart = conversation.participantIds.includes(me.id)
  const markUnread = () => change.markUnread(onGone)
  useShortcut('u', text.markUnread, markUnread)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={text.more}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<MailQuestionMark aria-hidden />} onSelect={markUnread}>
          {text.markUnread}
        </MenuItem>
        {conversation.kind !== Kind.DIRECT && (
          <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setDialog('rename')}>
            {text.rename}
          </MenuItem>
        )}
        {mayLink && (
          <>
            <MenuItem icon={<Inbox aria-hidden />} disabledReason={linked} onSelect={() => setDialog('ticket')}>
              {text.makeTicket}
            </MenuItem>
            <MenuItem icon={<CheckSquare aria-hidden />} disabledReason={linked} onSelect={() => setDialog('task')}>
              {text.makeTask}
            </MenuItem>
            <MenuItem icon={<Link2 aria-hidden />} disabledReason={linked} onSelect={() => setDialog('link')}>
              {text.link}
            </MenuItem>
          </>
        )}
        <MenuItem icon={<Archive aria-hidden />} onSelect={conversation.closeTime ? change.reopen : change.close}>
          {conversation.closeTime ? text.reopen : text.close}
        </MenuItem>
        {takesPart && conversation.kind !== Kind.DIRECT && (
          <MenuItem icon={<LogOut aria-hidden />} danger onSelect={() => change.leave(onGone)}>
            {text.leave}
          </MenuItem>
        )}
      </Menu>
      {dialog === 'rename' && <Rename conversation={conversation} placeholder={named.title} onClose={close} />}
      {dialog === 'link' && <LinkItem conversation={conversation} onClose={close} />}
      {dialog === 'ticket' && <MakeItem conversation={conversation} kind={ItemKind.TICKET} onClose={close} />}
      {dialog === 'task' && <MakeItem conversation={conversation} kind={ItemKind.TASK} onClose={close} />}
    </>
  )
}
