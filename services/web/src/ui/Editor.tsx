import { Placeholder } from '@tiptap/extensions'
import { undoDepth } from '@tiptap/pm/history'
import { EditorContent, useEditor } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { type ReactNode, type RefObject, useEffectEvent, useImperativeHandle, useState } from 'react'
import { runShortcut } from '~/lib/keys'
import { EditorToolbar } from './EditorToolbar'
import { Suggestions } from './Suggestions'
import { type Offered, type Trigger, suggest } from './suggest'

export interface EditorProps {
  label: string
  initialHtml: string
  autoFocus?: boolean
  className?: string
  onChange: (html: string) => void
  /** Ctrl-Enter. */
  onSubmit: () => void
  /** Only as tall as needed, and without its tools, until it is written in. */
  quiet?: boolean
  /** Beside the tools: what else is done here. */
  end?: ReactNode
  /** Files pasted or dropped. */
  onFiles?: (files: File[]) => void
  /** What is offered after a sign; the same for as long as the editor is shown. */
  triggers?: Trigger[]
  /** Given what is to be put at the caret by others than the editor; nothing: the keyboard alone. */
  inserter?: RefObject<Inserter | null>
}

export type Inserter = (html: string) => void

/** Grows when somebody begins to write. */
const quietUntil = 'max-h-80 transition-[min-height] focus-within:min-h-32'

const none: Trigger[] = []

/** A box for formatted text. Always loaded lazily, by `LazyEditor`. */
export default function Editor(props: EditorProps) {
  const { label, initialHtml, autoFocus, className = '', quiet, end, onChange, onSubmit, onFiles, triggers = none, inserter } = props
  const submit = useEffectEvent(onSubmit)
  const change = useEffectEvent(onChange)
  const take = useEffectEvent((list: FileList | undefined) => {
    const files = Array.from(list ?? [])
    if (files.length === 0 || !onFiles) return false
    onFiles(files)
    return true
  })
  const [offer, setOffer] = useState<{ offered: Offered; at: number }>()
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!offer || offer.offered.choices.length === 0) return false
    const count = offer.offered.choices.length
    if (event.key === 'Escape') setOffer(undefined)
    else if (event.key === 'ArrowDown') setOffer({ ...offer, at: (offer.at + 1) % count })
    else if (event.key === 'ArrowUp') setOffer({ ...offer, at: (offer.at + count - 1) % count })
    else if (event.key === 'Enter' || event.key === 'Tab') offer.offered.pick(offer.offered.choices[offer.at]!)
    else return false
    return true
  })
  const editor = useEditor({
    injectCSS: false,
    autofocus: autoFocus ? 'end' : false,
    content: initialHtml,
    extensions: [
      StarterKit.configure({ link: { openOnClick: false } }),
      Placeholder.configure({ placeholder: label }),
      ...triggers.map((one) => suggest(one, (offered) => setOffer(offered && { offered, at: 0 }), (event) => press(event))),
    ],
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, class: 'prose outline-none min-h-full' },
      handleKeyDown: (view, event) => {
        if (!(event.ctrlKey || event.metaKey)) return false
        // Nothing was written yet: what can be undone is elsewhere, such as a message just sent.
        if (event.key === 'z' && undoDepth(view.state) === 0) return runShortcut(event)
        if (event.key !== 'Enter') return false
        submit()
        return true
      },
      handlePaste: (_view, event) => take(event.clipboardData?.files),
      handleDrop: (_view, event) => take(event.dataTransfer?.files),
    },
    onUpdate: ({ editor }) => change(editor.isEmpty ? '' : editor.getHTML()),
  })
  useImperativeHandle(inserter, () => (html) => void (html ? editor.chain().focus().insertContent(html).run() : editor.commands.focus()), [editor])
  return (
    <div className={`group flex min-h-0 flex-col ${quiet ? quietUntil : className}`}>
      <EditorContent editor={editor} className="tiptap-box min-h-0 grow overflow-y-auto px-3 py-2" />
      {offer && <Suggestions offered={offer.offered} at={offer.at} />}
      <div className="flex flex-wrap items-center gap-1 pr-1.5 pb-1.5 pl-1">
        <div className={quiet ? 'hidden group-focus-within:block group-has-[[data-state=open]]:block' : ''}>
          <EditorToolbar editor={editor} />
        </div>
        <div className="flex grow items-center justify-end gap-1">{end}</div>
      </div>
    </div>
  )
}
