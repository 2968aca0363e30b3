import { Link } from '@tanstack/react-router'
import { Archive, ArchiveRestore, ArrowLeft } from 'lucide-react'
import { wordsOf } from '~/features/item/text'
import { Watchers } from '~/features/presence/Watchers'
import type { Conversation } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { useShortcut } from '~/lib/keys'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { ConversationMenu } from './ConversationMenu'
import { Face } from './Face'
import { Participants } from './Participants'
import { text } from './text'
import { useChange } from './useChange'
import type { Named } from './useNamed'

interface Props {
  conversation: Conversation
  named: Named
  onClose: () => void
}

/** The top of a conversation: who, what about, who takes part, and what can be done. */
export function ConversationHead({ conversation, named, onClose }: Props) {
  const { closeTime, subject, id } = conversation
  const change = useChange(conversation)
  const toggle = () => (closeTime ? change.reopen() : change.close())
  useShortcut('e', closeTime ? text.reopen : text.close, toggle)
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-line py-1 pr-2 pl-12 md:pl-4">
      <IconButton label={text.back} onClick={onClose} className="md:hidden">
        <ArrowLeft />
      </IconButton>
      <span className="hidden sm:flex">
        <Face face={named.face} />
      </span>
      <div className="min-w-0 grow">
        <h1 className="truncate leading-tight font-semibold" title={named.title}>
          {named.title}
        </h1>
        <About named={named} />
      </div>
      {closeTime && <Badge>{text.closed}</Badge>}
      <span className="hidden lg:block">
        <Watchers subject={subject.startsWith('item_') ? subject : id} />
      </span>
      <Participants conversation={conversation} />
      <Button busy={change.busy} onClick={toggle} className="max-sm:hidden">
        {closeTime ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        {closeTime ? text.reopen : text.close}
      </Button>
      <ConversationMenu conversation={conversation} named={named} change={change} onGone={onClose} />
    </header>
  )
}

function About({ named: { about, item } }: { named: Named }) {
  if (!item) return about ? <p className="truncate text-sm leading-tight text-soft">{about}</p> : null
  return (
    <Link to={`${wordsOf(item.kind).path}/$id`} params={{ id: String(item.number) }} className="block truncate text-sm leading-tight text-soft hover:text-ink hover:underline">
      {wordsOf(item.kind).one} {about || text.aboutItem(item.number, item.title)}
    </Link>
  )
}
