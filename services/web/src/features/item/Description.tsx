import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Attachments } from '~/features/conversation/Attachments'
import { whyNotChange } from '~/features/sharing/may'
import { AttachmentsService } from '~/gen/tandem/conversations/v1/attachments_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { LazyEditor, warmEditor } from '~/ui/LazyEditor'
import { RichText } from '~/ui/RichText'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** Characters of markup beyond which only the beginning is shown. */
const long = 900

/** What the item is about, with its files; edited where it stands. */
export function Description({ item }: { item: Item }) {
  const [draft, setDraft] = useState<string>()
  const [whole, setWhole] = useState(false)
  const ids = item.attachmentIds
  const files = useRead(AttachmentsService.method.batchGetAttachments, { ids }, ids.length > 0).data?.attachments ?? []
  const change = useItemChange(item)
  const isLong = item.descriptionHtml.length > long
  const keep = () => {
    if (draft !== undefined && draft !== item.descriptionHtml) change.mutate({ descriptionHtml: draft })
    setDraft(undefined)
  }
  if (draft !== undefined) {
    return (
      <section aria-label={text.description} className="px-4 py-3">
        <LazyEditor
          autoFocus
          label={text.description}
          initialHtml={item.descriptionHtml}
          onChange={setDraft}
          onSubmit={keep}
          className="max-h-96 min-h-32 rounded-md border border-strong-line/60"
        />
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={() => setDraft(undefined)}>{text.cancel}</Button>
          <Button look="primary" onClick={keep}>
            {text.save}
          </Button>
        </div>
      </section>
    )
  }
  return (
    <section aria-label={text.description} className="group relative px-4 py-3">
      {item.descriptionHtml ? (
        <RichText html={item.descriptionHtml} className={`pr-8 ${isLong && !whole ? 'max-h-36 overflow-hidden mask-b-from-60%' : ''}`} />
      ) : (
        <p className="text-soft">{text.noDescription}</p>
      )}
      {isLong && (
        <button type="button" aria-expanded={whole} onClick={() => setWhole(!whole)} className="pt-1 text-sm text-accent hover:underline">
          {whole ? text.showLess : text.showAll}
        </button>
      )}
      {!whyNotChange(item) && (
        <IconButton
          label={text.editDescription}
          onPointerEnter={warmEditor}
          onClick={() => setDraft(item.descriptionHtml)}
          className="absolute top-2 right-2"
        >
          <Pencil />
        </IconButton>
      )}
      <Attachments files={files} />
    </section>
  )
}
