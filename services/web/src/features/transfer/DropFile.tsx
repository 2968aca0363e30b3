import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { Button } from '~/ui/Button'
import { text } from './text'

interface Props {
  /** The name of the one that is on its way. */
  uploading: string | undefined
  onFile: (file: File) => void
}

/** Where a file is dropped, or chosen by hand. */
export function DropFile({ uploading, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file && !uploading) onFile(file)
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
        {text.choose}
      </Button>
      <span role="status" className="text-sm text-soft">
        {uploading ? text.uploading(uploading) : text.orDrop}
      </span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text.choose}
        accept=".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson,.json"
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </div>
  )
}
