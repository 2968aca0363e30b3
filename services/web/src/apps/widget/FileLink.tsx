/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { type ChatFile, fetchFile } from './wire'

const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** A picture as such, anything else to be kept. */
export function FileLink({ chat, file }: { chat: string; file: ChatFile }) {
  const [url, setUrl] = useState('')
  const [failed, setFailed] = useState(false)
  const picture = pictures.has(file.contentType)
  useEffect(() => {
    if (!picture) return
    fetchFile(chat, file).then(setUrl, () => setFailed(true))
  }, [chat, file, picture])
  useEffect(() => () => URL.revokeObjectURL(url), [url])
  const save = async () => {
    try {
      const link = document.createElement('a')
      link.href = url || (await fetchFile(chat, file))
      link.download = file.name
      link.click()
    } catch {
      setFailed(true)
    }
  }
  return (
    <button type="button" class="file" onClick={() => void save()}>
      {picture && url ? <img src={url} alt={file.name} /> : file.name}
      {failed && <small role="alert"> cannot be fetched</small>}
    </button>
  )
}
