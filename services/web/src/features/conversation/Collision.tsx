import { TriangleAlert } from 'lucide-react'
import { PersonName } from '~/features/people/PersonName'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { text } from './text'

interface Props {
  messages: Message[]
  count: number
  onAnyway: () => void
  onEdit: () => void
}

/** What others wrote while a reply was being written: read it, then send or go on. */
export function Collision({ messages, count, onAnyway, onEdit }: Props) {
  return (
    <section role="alert" aria-label={text.collision(count)} className="mb-2 grid gap-2 rounded-lg border border-internal-line bg-internal-soft p-3 text-sm">
      <p className="flex items-center gap-2 font-medium text-internal">
        <TriangleAlert aria-hidden className="size-4" />
        {text.collision(count)}
      </p>
      <ul className="grid max-h-40 gap-1.5 overflow-y-auto">
        {messages.map((message) => (
          <li key={message.id}>
            <span className="font-medium">
              <PersonName id={message.authorId} fallback={message.from?.name || message.from?.address || text.unknown} />
            </span>{' '}
            <Ago time={message.createTime} className="text-xs text-soft" />
            <span className="block wrap-anywhere">{(message.replyText || message.text).trim().slice(0, 300)}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={onEdit}>
          {text.goOnEditing}
        </Button>
        <Button onClick={onAnyway}>{text.sendAnyway}</Button>
      </div>
    </section>
  )
}
