import { Paperclip, Send } from 'lucide-react'
import { useRef, useState } from 'react'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { type Draft, isBlank } from '~/lib/draft'
import { problemOf } from '~/lib/error'
import { upload } from '~/lib/upload'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { LazyEditor } from '~/ui/LazyEditor'
import { complain } from '~/ui/Toast'
import { Collision } from './Collision'
import { DraftFiles } from './DraftFiles'
import { Recipients } from './Recipients'
import { sides, text } from './text'
import { cannedReplies, mentions } from './triggers'
import { type Place, useMessages, type usePost } from './useConversation'
import { useDraft } from './useDraft'

interface Props {
  place: Place
  post: ReturnType<typeof usePost>
  /** What the server keeps of it. */
  initial: Draft
}

/** Where a message is written. The server keeps it as it is typed, and it comes back if it could not be sent. */
export function Composer({ place, post, initial }: Props) {
  const { subject, visibility, conversation } = place
  const side = sides[visibility]
  const conversationId = conversation?.id
  const { draft, round, change: write, take: takeDraft, restore } = useDraft(place, initial)
  const { messages } = useMessages(conversationId)
  const newest = messages.at(-1)?.id ?? conversationId ?? ''
  /** Ids of the messages that came while this was written. */
  const [came, setCame] = useState<string[]>([])
  const [triggers] = useState(() => [cannedReplies(conversationId ?? subject), ...(visibility === Visibility.INTERNAL ? [mentions] : [])])
  const [uploading, setUploading] = useState(0)
  const picker = useRef<HTMLInputElement>(null)
  const blank = isBlank(draft)

  const change = (next: (before: Draft) => Draft) => write((before) => next(isBlank(before) ? { ...before, base: newest } : before))
  const send = (anyway = false) => {
    if (blank || uploading > 0 || post.isPending) return
    setCame([])
    const { draft: sent, saved } = takeDraft()
    const onError = (error: Error) => {
      restore(sent)
      const problem = problemOf(error)
      if (problem.reason === 'NEW_MESSAGES') setCame((problem.about.message_ids ?? '').split(',').filter(Boolean))
    }
    post.mutate({ draft: sent, saved, anyway }, { onError })
  }
  const take = async (files: File[]) => {
    setUploading((before) => before + files.length)
    for (const file of files) {
      try {
        const { id, name, size } = await upload(file)
        change((before) => ({ ...before, files: [...before.files, { id, name, size }] }))
      } catch (error) {
        complain(error)
      }
      setUploading((before) => before - 1)
    }
  }
  return (
    <form
      aria-label={side.send}
      className="sticky bottom-0 bg-surface px-4 pt-1 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {came.length > 0 && (
        <Collision
          messages={messages.filter(({ id }) => came.includes(id))}
          count={came.length}
          onAnyway={() => send(true)}
          onEdit={() => {
            setCame([])
            write((before) => ({ ...before, base: newest }))
          }}
        />
      )}
      <div className={`rounded-lg border-2 focus-within:shadow-pop ${side.frame}`}>
        {visibility === Visibility.CUSTOMER && <Recipients place={place} />}
        <DraftFiles
          files={draft.files}
          uploading={uploading}
          onRemove={(id) => change((before) => ({ ...before, files: before.files.filter((file) => file.id !== id) }))}
        />
        <LazyEditor
          key={round}
          quiet={blank}
          label={side.placeholder}
          initialHtml={draft.html}
          autoFocus={round > 0}
          onChange={(html) => change((before) => ({ ...before, html }))}
          triggers={triggers}
          onSubmit={() => send()}
          onFiles={(files) => void take(files)}
          className="max-h-80 min-h-32"
          end={
            <>
              <IconButton label={text.attach} onClick={() => picker.current?.click()}>
                <Paperclip />
              </IconButton>
              <Button look="primary" type="submit" disabled={blank || uploading > 0} busy={post.isPending} title="Ctrl+Enter" className={side.button}>
                <Send aria-hidden />
                {side.send}
              </Button>
            </>
          }
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            void take(Array.from(event.target.files ?? []))
            event.target.value = ''
          }}
        />
      </div>
    </form>
  )
}
