import { CornerUpLeft } from 'lucide-react'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { Section } from '~/ui/Section'
import { complain, tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { ItemLine } from './ItemLine'
import { NewSubtask } from './NewSubtask'
import { Progress } from './Progress'
import { text } from './text'
import { useParentChange } from './useParentChange'

/** The subtasks of an item, how far they are, and a line to add one. */
export function Subtasks({ item }: { item: Item }) {
  const filter = `parent = ${item.id} AND (archived = true OR archived = false)`
  const { data, error, refetch, hasNextPage, fetchNextPage } = usePages(ItemsService.method.listItems, {
    filter,
    orderBy: 'create_time',
    pageSize: 100,
  })
  const change = useParentChange()
  const subtasks = data?.pages.flatMap((page) => page.items) ?? []
  const takeOut = (subtask: Item) =>
    change.mutate({ item: subtask, parentId: '' }, { onError: complain, onSuccess: () => tell(text.movedOut(subtask.number)) })
  return (
    <Section title={text.subtasks}>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {item.childCount > 0 ? (
        <div className="grid gap-1">
          <span className="text-sm text-soft">{text.done(item.finishedChildCount, item.childCount, item.percentComplete)}</span>
          <Progress label={text.subtasks} percent={item.percentComplete} />
        </div>
      ) : (
        <p className="text-sm text-soft">{text.noSubtasks}</p>
      )}
      <ul aria-label={text.subtasks} className="grid">
        {subtasks.map((subtask) => (
          <li key={subtask.id}>
            <ItemLine item={subtask}>
              <IconButton label={`${text.moveOut} #${subtask.number}`} onClick={() => takeOut(subtask)}>
                <CornerUpLeft />
              </IconButton>
            </ItemLine>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="ghost" className="justify-self-start" onClick={() => void fetchNextPage()}>
          More
        </Button>
      )}
      <NewSubtask parent={item} />
    </Section>
  )
}
