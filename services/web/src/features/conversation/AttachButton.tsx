import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { IconButton } from '~/ui/IconButton'
import { text } from './text'

/** Chooses files to go with a message. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton label={text.attach} onClick={() => picker.current?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(Array.from(event.target.files ?? []))
          event.target.value = ''
        }}
      />
    </>
  )
}
