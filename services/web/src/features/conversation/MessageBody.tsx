import { useState } from 'react'
import { useUsers } from '~/features/people/usePeople'
import { type Message, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { RichText } from '~/ui/RichText'
import { FormattedMail } from './FormattedMail'
import { hasTable } from './mailHtml'
import { text } from './text'

type View = 'reply' | 'whole' | 'formatted'

/** What was written: without the quoted mail below it, until that is asked for. */
export function MessageBody({ message }: { message: Message }) {
  const isMail = message.channel === Message_Channel.EMAIL
  // A table says little as text: it is shown as it was laid out.
  const [view, setView] = useState<View>(() => (isMail && hasTable(message.html) ? 'formatted' : 'reply'))
  const named = useUsers().filter(({ id }) => message.mentionIds.includes(id))
  if (!isMail && message.html) return <RichText html={message.html} marked={named.map(({ name }) => `@${name}`)} />
  const reply = (message.replyText || message.text).trim()
  const folded = message.text.trim() !== reply
  return (
    <>
      {view === 'formatted' ? (
        <FormattedMail message={message} />
      ) : (
        <p className="wrap-anywhere whitespace-pre-wrap">{(view === 'whole' ? message.text.trim() : reply) || <span className="text-soft italic">{text.noText}</span>}</p>
      )}
      <div className="flex flex-wrap gap-x-3 text-xs text-soft empty:hidden [&>*]:pt-1.5">
        {folded && view !== 'formatted' && (
          <Toggle on={view === 'whole'} label={view === 'whole' ? text.lessText : text.fullText} onClick={() => setView(view === 'whole' ? 'reply' : 'whole')} />
        )}
        {isMail && message.html && (
          <Toggle
            on={view === 'formatted'}
            label={view === 'formatted' ? text.plain : text.formatted}
            onClick={() => setView(view === 'formatted' ? 'reply' : 'formatted')}
          />
        )}
      </div>
    </>
  )
}

function Toggle({ on, label, onClick }: { on: boolean; label: string; onClick: () => void }) {
  return (
    <button type="button" aria-expanded={on} onClick={onClick} className="underline hover:text-ink">
      {label}
    </button>
  )
}
