import { Paperclip, X } from 'lucide-react'
import type { Draft } from '~/lib/draft'
import { fileSize, fileUrl } from '~/lib/upload'
import { text } from './text'

const isPicture = /\.(png|jpe?g|gif|webp|avif)$/i

interface Props {
  files: Draft['files']
  uploading: number
  onRemove: (id: string) => void
}

/** The files of a message that is being written. */
export function DraftFiles({ files, uploading, onRemove }: Props) {
  if (files.length === 0 && uploading === 0) return null
  return (
    <ul aria-label={text.attachments} className="flex flex-wrap gap-1.5 px-3 pt-1.5 pb-1">
      {files.map((file) => (
        <li key={file.id} className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-md border border-line bg-surface pl-2 text-xs">
          {isPicture.test(file.name) ? (
            <img src={fileUrl(file.id, true)} alt="" className="-ml-1 size-5 rounded-sm bg-hover object-cover" />
          ) : (
            <Paperclip aria-hidden className="size-3 shrink-0 text-soft" />
          )}
          <span className="truncate">{file.name}</span> <span className="shrink-0 text-soft">{fileSize(file.size)}</span>
          <button
            type="button"
            aria-label={text.removeFile(file.name)}
            onClick={() => onRemove(file.id)}
            className="inline-flex size-7 shrink-0 items-center justify-center text-soft hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </li>
      ))}
      {uploading > 0 && (
        <li role="status" className="inline-flex h-7 items-center text-xs text-soft">
          {text.uploading}
        </li>
      )}
    </ul>
  )
}
