import { Paperclip } from 'lucide-react'
import type { Attachment } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { fileSize, fileUrl } from '~/lib/upload'
import { text } from './text'

/** Files to download. */
export function Attachments({ files }: { files: Attachment[] }) {
  if (files.length === 0) return null
  return (
    <ul aria-label={text.attachments} className="flex flex-wrap gap-1.5 pt-2">
      {files.map((file) => (
        <li key={file.id}>
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
  )
}
