import { type Editor as Tiptap, useEditorState } from '@tiptap/react'
import { Bold, Code, Italic, List, ListOrdered, Quote, Undo2 } from 'lucide-react'
import { IconButton } from './IconButton'
import { LinkButton } from './LinkButton'

/** What can be done with text. */
export function EditorToolbar({ editor }: { editor: Tiptap }) {
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
      <LinkButton editor={editor} pressed={on.link} />
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
      <IconButton label="Undo typing" onClick={() => run().undo().run()}>
        <Undo2 />
      </IconButton>
    </div>
  )
}
