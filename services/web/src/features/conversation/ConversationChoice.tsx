import { Check, ChevronDown, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Conversation } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { NewConversation } from './NewConversation'
import { text } from './text'
import type { Place } from './useConversation'

interface Props {
  place: Omit<Place, 'conversation'>
  conversations: Conversation[]
  current: string
  onChoose: (id: string) => void
}

/** Which of several conversations with the same readers is shown, and how to begin another. */
export function ConversationChoice({ place, conversations, current, onChoose }: Props) {
  const [adding, setAdding] = useState(false)
  const name = (one: Conversation) => one.title || (one === conversations[0] ? text.mainConversation : text.conversation)
  const shown = conversations.find(({ id }) => id === current)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button type="button" className="-my-1 ml-auto inline-flex h-6 min-w-0 items-center gap-1 rounded px-1 hover:underline">
            {conversations.length > 1 && shown ? <span className="truncate">{name(shown)}</span> : <span className="sr-only">{text.conversation}</span>}
            <ChevronDown aria-hidden className="size-3.5 shrink-0" />
          </button>
        }
      >
        {conversations.map((one) => (
          <MenuItem key={one.id} icon={<Check aria-hidden className={one.id === current ? 'text-accent' : 'invisible'} />} onSelect={() => onChoose(one.id)}>
            {one.unreadCount > 0 && one.id !== current ? `${name(one)} · ${text.unread(one.unreadCount)}` : name(one)}
          </MenuItem>
        ))}
        <MenuItem icon={<Plus aria-hidden />} onSelect={() => setAdding(true)}>
          {text.newConversation}
        </MenuItem>
      </Menu>
      {adding && <NewConversation place={place} onClose={() => setAdding(false)} onMade={onChoose} />}
    </>
  )
}
