import { useState } from 'react'
import { type Message, Message_Channel } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { fileUrl } from '~/lib/upload'
import { HtmlFrame } from '~/ui/HtmlFrame'
import { RichText } from '~/ui/RichText'
import { text, threadedBy } from './text'

type View = 'reply' | 'whole' | 'formatted'

/** What was written: without the quoted mail below it, until that is asked for. */
export function MessageBody({ message }: { message: Message }) {
  const [view, setView] = useState<View>('reply')
  const isMail = message.channel === Message_Channel.EMAIL
  if (!isMail && message.html) return <RichText html={message.html} />
  const reply = message.replyText || message.text
  const folded = message.text.trim() !== reply.trim()
  return (
    <>
      {view === 'formatted' ? (
        <HtmlFrame title={text.formatted} html={withPictures(message)} />
      ) : (
        <p className="wrap-anywhere whitespace-pre-wrap">{(view === 'whole' ? message.text : reply).trim()}</p>
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
        {view !== 'reply' && isMail && (
          <a href={`/v1/messages/${message.id}/source`} target="_blank" rel="noopener" className="underline hover:text-ink">
            {text.source}
          </a>
        )}
        {view !== 'reply' && <span>{message.threadedBecause || threadedBy[message.threadedBy]}</span>}
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

/** Pictures within the text are fetched from its attachments; all others stay where they are, unfetched. */
function withPictures({ html, attachments }: Message): string {
  const byId = new Map(attachments.map((file) => [file.contentId.replace(/^<|>$/g, ''), file.id]))
  return html.replaceAll(/(["'])cid:([^"']+)\1/g, (whole, quote: string, cid: string) => {
    const id = byId.get(cid)
    return id ? `${quote}${fileUrl(id, true)}${quote}` : whole
  })
}
