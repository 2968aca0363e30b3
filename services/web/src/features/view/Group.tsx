import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { text as bulk } from '~/features/bulk/text'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { ItemGroup } from '~/gen/tandem/items/v1/views_service_pb'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { CountText } from './CountText'
import { listInput } from '../item/itemFilter'
import { GroupItems, type Look } from './GroupItems'
import { GroupLink } from './GroupLink'
import { GroupName } from './GroupName'
import { both } from './shown'
import { useGroups } from './useGroups'
import { useTreeOrder } from './useTreeOrder'

interface Props {
  kind: Kind
  by: string
  group: ItemGroup
  /** What all of it must match besides. */
  filter: string
  /** By what its items are grouped further. */
  deeper: string[]
  level: number
  startsOpen: boolean
  look: Look
}

/** A group's head with its count, and beneath it, where it is open, its items or the groups within. */
export function Group({ kind, by, group, filter, deeper, level, startsOpen, look }: Props) {
  const [open, setOpen] = useState(startsOpen)
  // The group's own filter comes last: what was typed keeps its place.
  const inner = both(filter, group.filter)
  const [next, ...rest] = deeper
  const own = listInput(kind, inner, look.order).filter
  const { selection } = look
  const taken = selection.whole === own
  return (
    <section>
      <div role="heading" aria-level={level + 3} className="group/head sticky z-10 flex items-center border-b border-line bg-canvas hover:bg-hover" style={{ top: level * 32 }}>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-8 min-w-0 grow items-center gap-2 pr-4 text-sm font-medium"
          style={{ paddingLeft: 12 + level * 20 }}
        >
          <ChevronRight aria-hidden className={`size-4 shrink-0 text-soft transition-transform ${open ? 'rotate-90' : ''}`} />
          <span className="truncate">
            <GroupName by={by} value={group.value} />
          </span>
          <span className="text-xs font-normal text-soft">
            <CountText count={group.count} />
          </span>
        </button>
        <GroupLink by={by} value={group.value} />
        {!next && (
          <button
            type="button"
            aria-pressed={taken}
            onClick={() => (taken ? selection.clear() : selection.takeAll(own))}
            className="mr-4 h-7 shrink-0 rounded-md px-2 text-xs text-soft opacity-0 group-hover/head:opacity-100 hover:text-ink focus-visible:opacity-100 aria-pressed:text-accent aria-pressed:opacity-100 pointer-coarse:opacity-100"
          >
            {bulk.selectGroup}
          </button>
        )}
      </div>
      {open && !next && <GroupItems kind={kind} filter={inner} look={look} />}
      {open && next && <Groups kind={kind} by={next} filter={inner} deeper={rest} level={level + 1} look={look} />}
    </section>
  )
}

function Groups({ by, ...props }: Omit<Props, 'group' | 'startsOpen'>) {
  const { groups: found, loading, error, again } = useGroups(props.kind, props.filter, by)
  const groups = useTreeOrder(by, found)
  if (error) return <Trouble error={error} onRetry={again} />
  if (loading) return <Loading lines={2} />
  return groups.map((group, index) => <Group key={group.value} by={by} group={group} startsOpen={index === 0} {...props} />)
}
