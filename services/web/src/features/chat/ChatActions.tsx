import { Link2, MoreHorizontal, RotateCcw, TicketPlus } from 'lucide-react'
import { useState } from 'react'
import { type Chat, Chat_State, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useMe } from '~/lib/session'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain } from '~/ui/Toast'
import { LinkItem } from './LinkItem'
import { MakeItem } from './MakeItem'
import { Transfer } from './Transfer'
import { text } from './text'

/** What can be done with a chat as it stands. */
export function ChatActions({ chat }: { chat: Chat }) {
  const me = useMe()
  const [open, setOpen] = useState<'make' | 'link'>()
  const take = useCommand(ChatsService.method.takeChat)
  const end = useCommand(ChatsService.method.endChat)
  const reopen = useCommand(ChatsService.method.reopenChat)
  const { id } = chat
  const ended = chat.state === Chat_State.ENDED
  return (
    <div className="flex shrink-0 items-center gap-2">
      {chat.state === Chat_State.WAITING && (
        <Button look="primary" busy={take.isPending} onClick={() => take.mutate({ id }, { onError: refused })}>
          {text.take}
        </Button>
      )}
      {!ended && <Transfer chat={chat} />}
      {!ended && (
        <Button
          look={chat.assigneeId === me.id ? 'plain' : 'ghost'}
          busy={end.isPending}
          onClick={() => end.mutate({ id }, { onError: complain })}
        >
          {text.end}
        </Button>
      )}
      {ended && (
        <Button busy={reopen.isPending} onClick={() => reopen.mutate({ id }, { onError: complain })}>
          <RotateCcw aria-hidden />
          {text.reopen}
        </Button>
      )}
      {!chat.itemId && (
        <Menu
          align="end"
          trigger={
            <IconButton label={text.actions}>
              <MoreHorizontal />
            </IconButton>
          }
        >
          <MenuItem icon={<TicketPlus aria-hidden />} onSelect={() => setOpen('make')}>
            {text.makeItem}
          </MenuItem>
          <MenuItem icon={<Link2 aria-hidden />} onSelect={() => setOpen('link')}>
            {text.link}
          </MenuItem>
        </Menu>
      )}
      {open === 'make' && <MakeItem chat={chat} onClose={() => setOpen(undefined)} onLink={() => setOpen('link')} />}
      {open === 'link' && <LinkItem chat={chat} onClose={() => setOpen(undefined)} />}
    </div>
  )
}

function refused(error: Error): void {
  complain(problemOf(error).reason === 'CHAT_TAKEN' ? text.taken : error)
}
