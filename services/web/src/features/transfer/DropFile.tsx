import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { Button } from '~/ui/Button'
import { text } from './text'

interface Props {
  /** The name of the one that is on its way. */
  uploading: string | undefined
  onFiles: (files: File[]) => void
  /** More than one at once, and zips of them. */
  several?: boolean
}

const mostFiles = 100

/** Where a file is dropped, or chosen by hand. */
export function DropFile({ uploading, onFiles, several = false }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => {
    const taken = [...(files ?? [])].slice(0, several ? mostFiles : 1)
    if (taken.length > 0 && !uploading) onFiles(taken)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  const onDragOver = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <div
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      className={`flex flex-wrap items-center justify-center gap-3 rounded-lg border border-dashed px-4 py-8 ${over ? 'border-accent bg-accent-soft' : 'border-strong-line'}`}
    >
      <FileUp aria-hidden className="size-5 text-soft" />
      <Button look="primary" busy={Boolean(uploading)} onClick={() => input.current?.click()}>
        {several ? text.chooseSeveral : text.choose}
      </Button>
      <span role="status" className="text-sm text-soft">
        {uploading ? text.uploading(uploading) : several ? text.orDropSeveral : text.orDrop}
      </span>
      <input
        ref={input}
        type="file"
        hidden
        multiple={several}
        aria-label={several ? text.chooseSeveral : text.choose}
        accept={`.csv,.tsv,.txt,.xlsx,.jsonl,.ndjson,.json${several ? ',.zip' : ''}`}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </div>
  )
}
