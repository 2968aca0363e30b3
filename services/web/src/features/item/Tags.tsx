import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { text } from './text'
import { useItemChange } from './useItemChange'

const longest = 50

/** The tags of an item: add by typing, take away by the cross. */
export function Tags({ item }: { item: Item }) {
  const change = useItemChange(item)
  const [typed, setTyped] = useState<string>()
  const add = () => {
    const tag = typed?.trim().toLowerCase().slice(0, longest)
    setTyped(undefined)
    if (tag && !item.tags.includes(tag)) change.mutate({ tags: [...item.tags, tag] })
  }
  return (
    <ul className="flex flex-wrap items-center gap-1">
      {item.tags.map((tag) => (
        <li key={tag} className="inline-flex h-6 items-center rounded-full bg-hover pl-2 text-xs">
          {tag}
          <button
            type="button"
            aria-label={text.removeTag(tag)}
            onClick={() => change.mutate({ tags: item.tags.filter((one) => one !== tag) })}
            className="inline-flex size-6 items-center justify-center rounded-full text-soft hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </li>
      ))}
      <li>
        {typed === undefined ? (
          <button
            type="button"
            onClick={() => setTyped('')}
            className="inline-flex h-6 items-center gap-1 rounded-full px-2 text-xs text-soft hover:bg-hover hover:text-ink"
          >
            <Plus aria-hidden className="size-3" />
            {text.addTag}
          </button>
        ) : (
          <input
            autoFocus
            aria-label={text.addTag}
            value={typed}
            maxLength={longest}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === 'Enter') add()
              if (event.key === 'Escape') setTyped(undefined)
            }}
            className="h-6 w-28 rounded-full border border-strong-line bg-surface px-2 text-xs"
          />
        )}
      </li>
    </ul>
  )
}
