import type { Editor as Tiptap } from '@tiptap/react'
import { Link2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from './Button'
import { IconButton } from './IconButton'
import { Pop } from './Pop'
import { inputLook } from './input'

/** Makes what is chosen a link, changes one, or takes it away. */
export function LinkButton({ editor, pressed }: { editor: Tiptap; pressed: boolean }) {
  const [open, setOpen] = useState(false)
  const [href, setHref] = useState('')
  const change = (next: boolean) => {
    if (next) setHref(String(editor.getAttributes('link').href ?? ''))
    setOpen(next)
  }
  const put = (to: string) => {
    setOpen(false)
    const at = editor.chain().focus().extendMarkRange('link')
    if (!to) at.unsetLink().run()
    else if (editor.state.selection.empty && !pressed) at.insertContent(linked(to)).unsetMark('link').run()
    else at.setLink({ href: to }).run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    // Not the form around it.
    event.preventDefault()
    if (href.trim()) put(whole(href.trim()))
  }
  return (
    <Pop
      label="Link"
      open={open}
      onOpenChange={change}
      className="w-80"
      returnTo={() => editor.commands.focus()}
      trigger={
        <IconButton label="Link" aria-pressed={pressed}>
          <Link2 />
        </IconButton>
      }
    >
      <div className="flex gap-1.5 p-2">
        <input autoFocus aria-label="Address of the link" placeholder="https://…" value={href} onChange={(event) => setHref(event.target.value)} onKeyDown={onKeyDown} className={`${inputLook} min-w-0`} />
        <Button look="primary" disabled={!href.trim()} onClick={() => put(whole(href.trim()))}>
          Link
        </Button>
        {pressed && <Button onClick={() => put('')}>Remove</Button>}
      </div>
    </Pop>
  )
}

/** "acme.test" is meant to be a page, "ann@acme.test" an address to write to. */
function whole(typed: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(typed)) return typed
  return typed.includes('@') && !typed.includes('/') ? `mailto:${typed}` : `https://${typed}`
}

function linked(href: string) {
  return { type: 'text', text: href.replace(/^mailto:/, ''), marks: [{ type: 'link', attrs: { href } }] }
}
