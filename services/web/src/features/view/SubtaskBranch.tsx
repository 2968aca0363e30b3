import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { ItemRow } from '../item/ItemRow'
import { text } from './text'

interface Props {
  item: Item
  level: number
  /** The subtasks that the view has, by what they are under. */
  known: ReadonlyMap<string, Item[]>
  openNumber: string | undefined
}

/** An item and what is under it: of the view, or all that there is. */
export function SubtaskBranch({ item, level, known, openNumber }: Props) {
  const own = known.get(item.id) ?? []
  const [choice, setChoice] = useState<'folded' | 'own' | 'all'>(own.length > 0 ? 'own' : 'folded')
  const all = usePages(ItemsService.method.listItems, { filter: `parent = ${item.id}`, orderBy: 'create_time', pageSize: 100 }, choice === 'all')
  const below = choice === 'all' ? (all.data?.pages.flatMap((page) => page.items) ?? own) : choice === 'own' ? own : []
  const fold = () => setChoice(choice !== 'folded' ? 'folded' : own.length > 0 ? 'own' : 'all')
  return (
    <li>
      <div className="flex items-stretch" style={{ paddingLeft: level * 20 }}>
        {item.childCount > 0 ? (
          <button
            type="button"
            aria-expanded={choice !== 'folded'}
            aria-label={text.subtasksOf(item.number)}
            onClick={fold}
            className="inline-flex w-8 shrink-0 items-center justify-center border-b border-line text-soft hover:bg-hover hover:text-ink"
          >
            <ChevronRight aria-hidden className={`size-4 transition-transform ${choice === 'folded' ? '' : 'rotate-90'}`} />
          </button>
        ) : (
          <span className="w-8 shrink-0 border-b border-line" />
        )}
        <div className="min-w-0 grow">
          <ItemRow dock item={item} open={String(item.number) === openNumber} current={false} />
        </div>
      </div>
      {choice !== 'folded' && (
        <ul aria-label={text.subtasksOf(item.number)}>
          {below.map((one) => (
            <SubtaskBranch key={one.id} item={one} level={level + 1} known={known} openNumber={openNumber} />
          ))}
        </ul>
      )}
      {choice === 'own' && item.childCount > own.length && (
        <div className="border-b border-line py-1" style={{ paddingLeft: level * 20 + 44 }}>
          <Button look="ghost" onClick={() => setChoice('all')}>
            {text.allSubtasks(item.childCount)}
          </Button>
        </div>
      )}
    </li>
  )
}
