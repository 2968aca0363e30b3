import { Link } from '@tanstack/react-router'
import { ArrowLeft, ArrowRight, Pencil, Trash2 } from 'lucide-react'
import { type Widget, Widget_Kind as W, type WidgetNumbers } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { IconButton } from '~/ui/IconButton'
import { Breakdown } from './Breakdown'
import { TimeLogged, Unread } from './Elsewhere'
import { Flow } from './Flow'
import { ItemPanel } from './ItemPanel'
import { NumberLink } from './NumberLink'
import { Panel } from './Panel'
import { Satisfaction } from './Satisfaction'
import { text } from './text'
import { kinds, pathOf, titleOf } from './widgets'

/** What is done with a widget while its dashboard is edited. */
export interface Edits {
  step: (by: 1 | -1) => void
  change: () => void
  remove: () => void
}

const spans = { number: 'col-span-12 @lg:col-span-6 @4xl:col-span-3', half: 'col-span-12 @4xl:col-span-6', whole: 'col-span-12' }

/** A widget in its card. */
export function WidgetCard({ widget, numbers, edits }: { widget: Widget; numbers: WidgetNumbers | undefined; edits: Edits | undefined }) {
  const title = titleOf(widget)
  return (
    <li className={spans[kinds[widget.kind]?.width ?? 'half']}>
      <Panel title={title} aside={edits ? <EditButtons title={title} edits={edits} /> : <ShowAll widget={widget} />}>
        <Inside widget={widget} numbers={numbers} />
      </Panel>
    </li>
  )
}

function Inside({ widget, numbers }: { widget: Widget; numbers: WidgetNumbers | undefined }) {
  switch (widget.kind) {
    case W.BREAKDOWN:
      return <Breakdown widget={widget} numbers={numbers} />
    case W.CREATED_RESOLVED:
      return <Flow widget={widget} numbers={numbers} />
    case W.ITEMS:
      return <ItemPanel widget={widget} />
    case W.UNREAD:
      return <Unread />
    case W.SATISFACTION:
      return <Satisfaction />
    case W.TIME_LOGGED:
      return <TimeLogged widget={widget} />
    default:
      return <NumberLink widget={widget} numbers={numbers} />
  }
}

function ShowAll({ widget }: { widget: Widget }) {
  if (widget.kind !== W.ITEMS) return null
  return (
    <Link to={pathOf(widget)} search={{ where: widget.filter, order: widget.orderBy || undefined }} aria-label={`${text.all}: ${titleOf(widget)}`} className="shrink-0 px-2 text-sm text-accent hover:underline">
      {text.all}
    </Link>
  )
}

function EditButtons({ title, edits }: { title: string; edits: Edits }) {
  return (
    <span className="flex shrink-0">
      <IconButton label={text.earlier(title)} onClick={() => edits.step(-1)}>
        <ArrowLeft />
      </IconButton>
      <IconButton label={text.later(title)} onClick={() => edits.step(1)}>
        <ArrowRight />
      </IconButton>
      <IconButton label={text.change(title)} onClick={edits.change}>
        <Pencil />
      </IconButton>
      <IconButton label={text.take(title)} onClick={edits.remove}>
        <Trash2 />
      </IconButton>
    </span>
  )
}
