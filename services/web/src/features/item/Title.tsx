import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** The title, which is edited where it stands: Enter keeps, Escape forgets. */
export function Title({ item }: { item: Item }) {
  const [title, setTitle] = useState(item.title)
  const change = useItemChange(item)
  const keep = () => {
    const next = title.trim()
    if (next && next !== item.title) change.mutate({ title: next })
    else setTitle(item.title)
  }
  return (
    <h1 className="-mx-1.5 text-lg font-semibold">
      <textarea
        rows={1}
        aria-label={text.title}
        maxLength={250}
        value={title}
        onChange={(event) => setTitle(event.target.value.replaceAll('\n', ' '))}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault()
            event.currentTarget.blur()
          }
          if (event.key === 'Escape') setTitle(item.title)
        }}
        className="field-sizing-content w-full resize-none rounded-md border border-transparent bg-transparent px-1.5 py-0.5 leading-snug hover:border-line"
      />
    </h1>
  )
}
