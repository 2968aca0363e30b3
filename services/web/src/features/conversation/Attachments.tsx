import { Paperclip } from 'lucide-react'
import { useState } from 'react'
import type { Attachment } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { fileSize, fileUrl } from '~/lib/upload'
import { text } from './text'

/** What every browser shows and cannot run. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

/** Files to download; pictures are seen. Those of a signature are hidden until somebody asks. */
export function Attachments({ files }: { files: Attachment[] }) {
  const [signature, setSignature] = useState(false)
  const hidden = files.filter((file) => file.signaturePicture)
  const shown = signature ? files : files.filter((file) => !file.signaturePicture)
  const seen = shown.filter(({ contentType }) => pictures.has(contentType))
  const others = shown.filter(({ contentType }) => !pictures.has(contentType))
  if (files.length === 0) return null
  return (
    <>
      {shown.length > 0 && (
        <ul aria-label={text.attachments} className="flex flex-wrap gap-1.5 pt-2">
          {seen.map((file) => (
            <li key={file.id}>
              <Picture file={file} />
            </li>
          ))}
          {others.map((file) => (
            <li key={file.id} className="max-w-full">
              <a
                href={fileUrl(file.id)}
                download={file.name}
                className="inline-flex h-8 max-w-64 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-sm hover:bg-hover"
              >
                <Paperclip aria-hidden className="size-3.5 shrink-0 text-soft" />
                <span className="truncate">{file.name}</span>
                <span className="shrink-0 text-xs text-soft">{fileSize(Number(file.size))}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {hidden.length > 0 && (
        <button type="button" aria-expanded={signature} onClick={() => setSignature(!signature)} className="pt-1.5 text-xs text-soft underline hover:text-ink">
          {signature ? text.hideSignature : text.showSignature(hidden.length)}
        </button>
      )}
    </>
  )
}

/** A picture, small; it opens in a tab of its own. */
function Picture({ file }: { file: Attachment }) {
  return (
    <a
      href={fileUrl(file.id, true)}
      target="_blank"
      rel="noopener"
      title={`${file.name} (${fileSize(Number(file.size))})`}
      className="block w-32 overflow-hidden rounded-md border border-line bg-surface hover:border-strong-line"
    >
      <img src={fileUrl(file.id, true)} alt="" loading="lazy" className="h-20 w-full bg-hover object-cover" />
      <span className="block truncate px-1.5 py-0.5 text-xs">{file.name}</span>
    </a>
  )
}
