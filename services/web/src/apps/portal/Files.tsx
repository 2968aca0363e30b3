/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { api, explain } from '../api'
import type { Attachment } from './wire'

interface Props {
  files: Attachment[]
  onChange: (files: Attachment[]) => void
  onProblem: (problem: string | undefined) => void
}

/** Files that go with what is being written. */
export function Files({ files, onChange, onProblem }: Props) {
  const [busy, setBusy] = useState(false)
  const add = async (picked: File[]) => {
    setBusy(true)
    onProblem(undefined)
    let all = files
    try {
      for (const file of picked) {
        const body = new FormData()
        body.append('file', file, file.name)
        all = [...all, await api<Attachment>('POST', '/v1/attachments', body)]
        onChange(all)
      }
    } catch (error) {
      onProblem(explain(error))
    }
    setBusy(false)
  }
  return (
    <div class="grid gap-2 text-sm">
      <label class="grid gap-1">
        <span class="font-medium">Files (optional)</span>
        <input
          type="file"
          multiple
          disabled={busy}
          class="file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:font-medium file:text-ink hover:file:bg-hover"
          onChange={(event) => {
            void add([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
      </label>
      <ul aria-label="Files to send" class="flex flex-wrap gap-3 empty:hidden">
        {files.map((file) => (
          <li key={file.id}>
            {file.name}{' '}
            <button type="button" aria-label={`Remove ${file.name}`} class="text-danger" onClick={() => onChange(files.filter(({ id }) => id !== file.id))}>
              ✕
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
