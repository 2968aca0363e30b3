import { useNavigate } from '@tanstack/react-router'
import { Chips } from '~/ui/Chips'
import type { SearchSearch } from './search'
import { text } from './text'

const orders = [
  { id: 'best', label: text.best },
  { id: 'newest', label: text.newest },
] as const
const kinds = [
  { id: 'any', label: text.anyKind },
  { id: 'ticket', label: text.tickets },
  { id: 'task', label: text.tasks },
] as const
const states = [
  { id: 'any', label: text.anyState },
  { id: 'open', label: text.open },
  { id: 'finished', label: text.finished },
] as const

/** What comes first, and what is left out. */
export function Narrowing({ search }: { search: SearchSearch }) {
  const navigate = useNavigate()
  const go = (change: SearchSearch) => void navigate({ to: '/search', search: { ...search, ...change }, replace: true })
  return (
    <div className="flex shrink-0 flex-wrap border-b border-line">
      <Chips label={text.order} chips={[...orders]} value={search.order ?? 'best'} onChange={(id) => go({ order: id === 'newest' ? id : undefined })} />
      <Chips label={text.kind} chips={[...kinds]} value={search.kind ?? 'any'} onChange={(id) => go({ kind: id === 'any' ? undefined : id })} />
      <Chips label={text.state} chips={[...states]} value={search.state ?? 'any'} onChange={(id) => go({ state: id === 'any' ? undefined : id })} />
    </div>
  )
}
