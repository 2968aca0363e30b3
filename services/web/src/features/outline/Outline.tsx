import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { OutlineMenu } from './OutlineMenu'
import type { Acts } from './acts'
import { type Node, within } from './outline'
import { text } from './text'

interface Props<N extends Node> {
  label: string
  nodes: N[]
  selected: string
  icon: ReactNode
  acts: Acts<N>
  /** Given: it cannot be changed, and has no menus. */
  off?: string | undefined
  onSelect: (id: string) => void
}

/** Things within things: folded, chosen, and changed by the menu of each. */
export function Outline<N extends Node>(props: Props<N>) {
  return <Branch {...props} parentId="" />
}

function Branch<N extends Node>({ parentId, ...props }: Props<N> & { parentId: string }) {
  const { label, nodes } = props
  const parent = nodes.find(({ id }) => id === parentId)
  return (
    <ul aria-label={parent ? text.fold(parent.name) : label} className={parentId ? 'pl-4' : ''}>
      {within(nodes, parentId).map((node) => (
        <Leaf key={node.id} node={node} {...props} />
      ))}
    </ul>
  )
}

function Leaf<N extends Node>({ node, ...props }: Props<N> & { node: N }) {
  const [open, setOpen] = useState(true)
  const { nodes, selected, icon, acts, off, onSelect } = props
  const full = nodes.some(({ parentId }) => parentId === node.id)
  const chosen = selected === node.id
  return (
    <li>
      <div className={`group flex h-8 items-center gap-1 rounded-md pr-1 ${chosen ? 'bg-selected' : 'hover:bg-hover'}`}>
        {full ? (
          <button type="button" aria-expanded={open} aria-label={text.fold(node.name)} onClick={() => setOpen(!open)} className="inline-flex size-6 shrink-0 items-center justify-center rounded text-soft hover:text-ink">
            <ChevronRight aria-hidden className={`size-4 transition-transform ${open ? 'rotate-90' : ''}`} />
          </button>
        ) : (
          <span className="size-6 shrink-0" />
        )}
        <button
          type="button"
          aria-current={chosen || undefined}
          onClick={() => onSelect(node.id)}
          className="flex h-8 min-w-0 grow items-center gap-2 text-left text-sm [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-soft"
        >
          {icon}
          <span className="truncate">{node.name}</span>
        </button>
        {!off && <OutlineMenu node={node} nodes={nodes} acts={acts} onGone={() => chosen && onSelect('')} />}
      </div>
      {full && open && <Branch {...props} parentId={node.id} />}
    </li>
  )
}
