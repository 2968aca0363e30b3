import type { ReactNode } from 'react'
import { Button } from '~/ui/Button'
import { Section } from '~/ui/Section'
import { text } from './text'

interface Retired {
  id: string
  name: string
}

interface Props<T extends Retired> {
  items: T[]
  onRestore: ((item: T) => void) | undefined
  children: (item: T) => ReactNode
}

/** What is offered no more, and can come back. */
export function RetiredList<T extends Retired>({ items, onRestore, children }: Props<T>) {
  if (items.length === 0) return null
  return (
    <div className="p-4">
    <Section title={text.retired} about={text.retiredAbout}>
      <ul aria-label={text.retired}>
        {items.map((item) => (
          <li key={item.id} className="flex min-h-10 items-center gap-2 text-sm">
            <span className="flex min-w-0 grow flex-wrap items-center gap-2 text-soft">{children(item)}</span>
            <Button
              aria-label={`${text.restore} ${item.name}`}
              disabledReason={onRestore ? undefined : text.adminsOnly}
              onClick={() => onRestore?.(item)}
            >
              {text.restore}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
    </div>
  )
}
