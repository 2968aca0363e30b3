import { Link } from '@tanstack/react-router'
import { Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ItemTemplate } from '~/gen/tandem/items/v1/item_templates_service_pb'
import { type Recurrence, RecurrencesService } from '~/gen/tandem/items/v1/recurrences_service_pb'
import { useCommand } from '~/lib/query'
import { at } from '~/lib/time'
import { Badge } from '~/ui/Badge'
import { Confirm } from '~/ui/Confirm'
import { IconButton } from '~/ui/IconButton'
import { complain } from '~/ui/Toast'
import { RecurrenceDialog } from './RecurrenceDialog'
import { text } from './text'

/** What recurs: when, what it made, and what can be done with it. */
export function RecurrenceRow({ recurrence, templates }: { recurrence: Recurrence; templates: ItemTemplate[] }) {
  const [doing, setDoing] = useState<'edit' | 'remove'>()
  const update = useCommand(RecurrencesService.method.updateRecurrence)
  const remove = useCommand(RecurrencesService.method.deleteRecurrence)
  const { id, name, sentence, nextTimes, paused, over, madeCount, skippedCount, problem, lastItemId } = recurrence
  const done = () => setDoing(undefined)
  const pause = () => update.mutate({ recurrence: { id, paused: !paused }, updateMask: { paths: ['paused'] } }, { onError: complain })
  return (
    <li className="flex flex-wrap items-center gap-2 rounded-lg border border-line px-3 py-2">
      <div className="grid min-w-0 grow basis-60 gap-0.5">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {paused && <Badge>{text.paused}</Badge>}
          {over && <Badge>{text.over}</Badge>}
        </p>
        <p className="text-sm">{sentence}</p>
        <p className="flex flex-wrap gap-x-3 text-sm text-soft">
          {nextTimes[0] && <span>{`${text.next}: ${at(nextTimes[0])}`}</span>}
          <span>{text.made(madeCount)}</span>
          {lastItemId && (
            <Link to="/tasks/$id" params={{ id: lastItemId }} className="text-accent underline">
              {text.last}
            </Link>
          )}
        </p>
        {skippedCount > 0n && <p className="text-sm text-soft">{text.skipped(skippedCount)}</p>}
        {problem && (
          <p role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
      </div>
      <div className="flex">
        {!over && (
          <IconButton label={paused ? text.resume(name) : text.pause(name)} onClick={() => !update.isPending && pause()}>
            {paused ? <Play /> : <Pause />}
          </IconButton>
        )}
        <IconButton label={text.edit(name)} onClick={() => setDoing('edit')}>
          <Pencil />
        </IconButton>
        <IconButton label={text.remove(name)} onClick={() => setDoing('remove')}>
          <Trash2 />
        </IconButton>
      </div>
      {doing === 'edit' && <RecurrenceDialog recurrence={recurrence} templates={templates} onClose={done} />}
      {doing === 'remove' && (
        <Confirm
          title={text.removeRecurrence(name)}
          action={text.end}
          danger
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id }, { onError: complain, onSettled: done })}
          onClose={done}
        >
          {text.removeRecurrenceAbout}
        </Confirm>
      )}
    </li>
  )
}
