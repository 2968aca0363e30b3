import { useState } from 'react'
import { type Message, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Button } from '~/ui/Button'
import { LazyEditor } from '~/ui/LazyEditor'
import { complain } from '~/ui/Toast'
import { text } from './text'
import { messageReasons } from './words'

/** Changes what a message says; what was mailed stays as it was mailed. */
export function EditMessage({ message, onDone }: { message: Message; onDone: () => void }) {
  const [html, setHtml] = useState(message.html)
  const update = useCommand(MessagesService.method.updateMessage)
  const save = () => {
    if (html === '' || update.isPending) return
    update.mutate(
      { id: message.id, bodyHtml: html, revision: message.revision },
      { onSuccess: onDone, onError: (error) => complain(messageReasons[problemOf(error).reason] ?? error) },
    )
  }
  return (
    <LazyEditor
      autoFocus
      label={text.edit}
      initialHtml={message.html}
      onChange={setHtml}
      onSubmit={save}
      className="max-h-80 min-h-24 rounded-md border border-strong-line/60 bg-surface"
      end={
        <>
          <Button onClick={onDone}>{text.cancel}</Button>
          <Button look="primary" busy={update.isPending} disabled={html === ''} onClick={save}>
            {text.save}
          </Button>
        </>
      }
    />
  )
}
