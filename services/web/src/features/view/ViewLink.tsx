import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import type { Count, View } from '~/gen/tandem/items/v1/views_service_pb'
import { useDragged, useDropped } from '~/lib/drag'
import { CountText } from './CountText'
import { about } from './about'

interface Props {
  view: View
  path: '/tickets' | '/tasks'
  current: boolean
  count: Count | undefined
  /** Why it cannot be dragged. */
  fixed: boolean
  onStep: (by: 1 | -1) => void
  onDropped: (id: string) => void
  onOpen?: (() => void) | undefined
  children: ReactNode
}

const type = 'application/x-tandem-view'

/** One view in the sidebar: its name, how much is in it, and on hover what it is made of. Dragged, or moved by Alt and an arrow. */
export function ViewLink({ view, path, current, count, fixed, onStep, onDropped, onOpen, children }: Props) {
  const row = useRef<HTMLLIElement>(null)
  useDragged(row, { type, id: view.id, enabled: !fixed })
  const over = useDropped(row, type, onDropped)
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!by || !event.altKey || fixed) return
    event.preventDefault()
    onStep(by as 1 | -1)
  }
  return (
    <li
      ref={row}
      className={`group flex h-8 items-center rounded-md pr-1 text-sm ${current ? 'bg-selected' : 'hover:bg-hover'} ${over ? 'shadow-[inset_0_2px_0_var(--accent)]' : ''}`}
    >
      <Link
        to={path}
        search={(before) => ({ view: view.id, item: before.item })}
        aria-current={current ? 'page' : undefined}
        title={about(view)}
        aria-keyshortcuts={fixed ? undefined : 'Alt+ArrowUp Alt+ArrowDown'}
        onKeyDown={onKeyDown}
        onClick={onOpen}
        draggable={false}
        className={`min-w-0 grow truncate rounded-md px-2 leading-8 ${current ? 'font-medium text-ink' : 'text-soft group-hover:text-ink'}`}
      >
        {view.name}
      </Link>
      <span className="shrink-0 pl-1 text-xs text-soft">
        <CountText count={count} />
      </span>
      {children}
    </li>
  )
}
