import { Link } from '@tanstack/react-router'
import { Square } from 'lucide-react'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Ticking } from './Ticking'
import { text } from './text'
import { useTimer } from './useTimer'

/** What the caller works on now, wherever on the screens they are. */
export function RunningTimer() {
  const { running, stop } = useTimer()
  const { data: item } = useRead(ItemsService.method.getItem, { id: running?.itemId ?? '' }, running !== undefined)
  if (!running || !item) return null
  return (
    <div className="mx-2 mb-2 flex items-center gap-1 rounded-lg bg-good-soft py-1 pr-1 pl-3 text-sm text-good">
      <Link to="/tickets/$id" params={{ id: String(item.number) }} title={`${text.running} ${item.title}`} className="flex min-w-0 grow items-center gap-2">
        <span className="truncate">
          #{String(item.number)} {item.title}
        </span>
        <Ticking timer={running} />
      </Link>
      <IconButton label={text.stopWork} onClick={stop} className="text-good!">
        <Square className="fill-current" />
      </IconButton>
    </div>
  )
}
