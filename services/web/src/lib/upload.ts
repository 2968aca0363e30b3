// Files on their way to the server.
export interface Uploaded {
  id: string
  name: string
  size: number
}

/** Bytes; the server refuses more. */
export const largestFile = 25 * 1024 * 1024
/** The same of one that an administrator imports. */
export const largestImport = 100 * 1024 * 1024

/** Uploads one file; it belongs to the caller until it is sent with a message or an item. */
export async function upload(file: File, to: 'send' | 'import' = 'send'): Promise<Uploaded> {
  const largest = to === 'import' ? largestImport : largestFile
  if (file.size > largest) throw new Error(`${file.name} is larger than ${fileSize(largest)}`)
  const form = new FormData()
  // Before the file: it says how large that may be.
  if (to === 'import') form.append('for_import', 'true')
  form.append('file', file, file.name)
  const answer = await fetch('/v1/attachments', { method: 'POST', body: form })
  const body: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok) throw new Error(messageIn(body) ?? `${file.name} could not be uploaded (${answer.status})`)
  const { id, name, size } = body as { id: string; name: string; size: string }
  return { id, name, size: Number(size) }
}

export function fileUrl(id: string, inline = false): string {
  return `/v1/attachments/${id}${inline ? '?inline=true' : ''}`
}

/** "1.4 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${Math.round(kilo)} kB` : `${(kilo / 1024).toFixed(1)} MB`
}

function messageIn(body: unknown): string | undefined {
  return (body as { error?: { message?: string } } | undefined)?.error?.message
}
