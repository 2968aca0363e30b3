import { Paperclip, Send } from 'lucide-react'
import { useRef, useState } from 'react'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { type Draft, emptyDraft, loadDraft, saveDraft } from '~/lib/draft'
import { upload } from '~/lib/upload'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { LazyEditor } from '~/ui/LazyEditor'
import { complain } from '~/ui/Toast'
import { DraftFiles } from './DraftFiles'
import { Recipients } from './Recipients'
import { sides, text } from './text'
import { draftKey, type usePost } from './useConversation'

interface Props {
  item: Item
  visibility: Visibility.CUSTOMER | Visibility.INTERNAL
  conversationId: string | undefined
  post: ReturnType<typeof usePost>
}

/** Where a message is written. It is remembered through a reload, and comes back if it could not be sent. */
export function Composer({ item, visibility, conversationId, post }: Props) {
  const side = sides[visibility]
  const key = draftKey(item.id, visibility)
  const [draft, setDraft] = useState(() => loadDraft(key))
  /** Grows when the editor must show another text than the one typed. */
  const [round, setRound] = useState(0)
  const [uploading, setUploading] = useState(0)
  const picker = useRef<HTMLInputElement>(null)
  const blank = draft.html === '' && draft.files.length === 0

  const change = (next: (before: Draft) => Draft) =>
    setDraft((before) => {
      const after = next(before)
      saveDraft(key, after)
      return after
    })
  const restart = (next: Draft) => {
    change(() => next)
    setRound((before) => before + 1)
  }
  const send = () => {
    if (blank || uploading > 0 || post.isPending) return
    post.mutate(draft, { onError: () => restart(draft) })
    restart(emptyDraft())
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
      <div className={`rounded-lg border-2 focus-within:shadow-pop ${side.frame}`}>
        {visibility === Visibility.CUSTOMER && <Recipients item={item} conversationId={conversationId} />}
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
          onSubmit={send}
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
