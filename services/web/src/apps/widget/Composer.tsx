/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import { explain } from '../api'
import { type Chat, type ChatFile, call, hasToken, upload } from './wire'

interface Props {
  opened: boolean
  chat: Chat | undefined
  onSend: (text: string, files: string[]) => void
  onBegin: () => Promise<unknown>
}

const typingMs = 3000

/** Where the visitor writes: Enter sends, Shift and Enter begin a line; files by the button or pasted. */
export function Composer({ opened, chat, onSend, onBegin }: Props) {
  const [text, setText] = useState('')
  const [files, setFiles] = useState<ChatFile[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const boxRef = useRef<HTMLTextAreaElement>(null)
  const toldRef = useRef(0)
  useEffect(() => {
    if (opened) boxRef.current?.focus()
  }, [opened])

  const typed = (value: string) => {
    setText(value)
    if (chat && value && Date.now() - toldRef.current > typingMs) {
      toldRef.current = Date.now()
      call(`chats/${chat.id}:typing`, {}).catch(() => {})
    }
  }
  const take = async (given: FileList | undefined | null) => {
    if (!given || given.length === 0) return
    setBusy(true)
    setProblem('')
    try {
      if (!hasToken()) await onBegin()
      for (const file of given) {
        const kept = await upload(file)
        setFiles((all) => [...all, kept])
      }
    } catch (error) {
      setProblem(explain(error))
    }
    setBusy(false)
  }
  const send = () => {
    if (busy || (text.trim() === '' && files.length === 0)) return
    onSend(text.trim(), files.map(({ id }) => id))
    setText('')
    setFiles([])
    boxRef.current?.focus()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {files.length > 0 && (
        <ul aria-label="Files to send">
          {files.map((file) => (
            <li key={file.id}>
              {file.name}{' '}
              <button type="button" aria-label={`Remove ${file.name}`} onClick={() => setFiles((all) => all.filter(({ id }) => id !== file.id))}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {problem && <p role="alert">{problem}</p>}
      <div>
        <label class="attach">
          <input
            type="file"
            multiple
            aria-label="Attach files"
            onChange={({ currentTarget }) => {
              void take(currentTarget.files).then(() => (currentTarget.value = ''))
            }}
          />
          <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
            <path d="M21 11l-9 9a5.5 5.5 0 0 1-8-8l9-9a3.7 3.7 0 0 1 5.300 5.300l-9 9a1.800 1.800 0 0 1-2.600-2.600l8-8" />
          </svg>
        </label>
        <textarea
          ref={boxRef}
          rows={1}
          dir="auto"
          maxLength={20_000}
          aria-label="Your message"
          placeholder="Write a message…"
          value={text}
          onInput={({ currentTarget }) => typed(currentTarget.value)}
          onPaste={({ clipboardData }) => void take(clipboardData?.files)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
        />
        <button type="submit" disabled={busy} aria-label="Send">
          <svg width="20" height="20" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
            <path d="M3 20l18-8L3 4l3 8zM6 12h8" />
          </svg>
        </button>
      </div>
    </form>
  )
}
