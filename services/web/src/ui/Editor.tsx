import { Bold, Code, Italic, Link2, List, ListOrdered, Quote } from 'lucide-react'
import { Placeholder } from '@tiptap/extensions'
import { type Editor as Tiptap, EditorContent, useEditor, useEditorState } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { type ReactNode, useEffectEvent } from 'react'
import { IconButton } from './IconButton'

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
}

/** Grows when somebody begins to write. */
const quietUntil = 'max-h-80 transition-[min-height] focus-within:min-h-32'

/** A box for formatted text. Always loaded lazily, by `LazyEditor`. */
export default function Editor(props: EditorProps) {
  const { label, initialHtml, autoFocus, className = '', quiet, end, onChange, onSubmit, onFiles } = props
  const submit = useEffectEvent(onSubmit)
  const change = useEffectEvent(onChange)
  const take = useEffectEvent((list: FileList | undefined) => {
    const files = Array.from(list ?? [])
    if (files.length === 0 || !onFiles) return false
    onFiles(files)
    return true
  })
  const editor = useEditor({
    injectCSS: false,
    autofocus: autoFocus ? 'end' : false,
    content: initialHtml,
    extensions: [StarterKit.configure({ link: { openOnClick: false } }), Placeholder.configure({ placeholder: label })],
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, class: 'prose outline-none min-h-full' },
      handleKeyDown: (_view, event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false
        submit()
        return true
      },
      handlePaste: (_view, event) => take(event.clipboardData?.files),
      handleDrop: (_view, event) => take(event.dataTransfer?.files),
    },
    onUpdate: ({ editor }) => change(editor.isEmpty ? '' : editor.getHTML()),
  })
  return (
    <div className={`group flex min-h-0 flex-col ${quiet ? quietUntil : className}`}>
      <EditorContent editor={editor} className="tiptap-box min-h-0 grow overflow-y-auto px-3 py-2" />
      <div className="flex flex-wrap items-center gap-1 pr-1.5 pb-1.5 pl-1">
        <div className={quiet ? 'hidden group-focus-within:block' : ''}>
          <Toolbar editor={editor} />
        </div>
        <div className="flex grow items-center justify-end gap-1">{end}</div>
      </div>
    </div>
  )
}

function Toolbar({ editor }: { editor: Tiptap }) {
  const on = useEditorState({
    editor,
    selector: ({ editor }) => ({
      bold: editor.isActive('bold'),
      italic: editor.isActive('italic'),
      link: editor.isActive('link'),
      list: editor.isActive('bulletList'),
      numbers: editor.isActive('orderedList'),
      quote: editor.isActive('blockquote'),
      code: editor.isActive('code'),
    }),
  })
  const run = () => editor.chain().focus()
  return (
    <div role="toolbar" aria-label="Formatting" className="flex gap-0.5">
      <IconButton label="Bold" aria-pressed={on.bold} onClick={() => run().toggleBold().run()}>
        <Bold />
      </IconButton>
      <IconButton label="Italic" aria-pressed={on.italic} onClick={() => run().toggleItalic().run()}>
        <Italic />
      </IconButton>
      <IconButton label="Link" aria-pressed={on.link} onClick={() => toggleLink(editor)}>
        <Link2 />
      </IconButton>
      <IconButton label="Bullets" aria-pressed={on.list} onClick={() => run().toggleBulletList().run()}>
        <List />
      </IconButton>
      <IconButton label="Numbers" aria-pressed={on.numbers} onClick={() => run().toggleOrderedList().run()}>
        <ListOrdered />
      </IconButton>
      <IconButton label="Quote" aria-pressed={on.quote} onClick={() => run().toggleBlockquote().run()}>
        <Quote />
      </IconButton>
      <IconButton label="Code" aria-pressed={on.code} onClick={() => run().toggleCode().run()}>
        <Code />
      </IconButton>
    </div>
  )
}

function toggleLink(editor: Tiptap): void {
  if (editor.isActive('link')) {
    editor.chain().focus().unsetLink().run()
    return
  }
  // The browser's own prompt: one line to type, reached and left by keyboard.
  const href = prompt('Address of the link')
  if (href) editor.chain().focus().setLink({ href }).run()
}
