import { ChevronLeft, ChevronRight } from 'lucide-react'
import { dayOf } from '~/lib/time'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import type { ItemSearch } from '../item/search'
import { type Span, step } from './days'
import { text } from './text'

interface Props {
  title: string
  date: Date
  span: Span
  onChange: (search: ItemSearch) => void
}

/** Which days a calendar shows, and how to others. */
export function CalendarBar({ title, date, span, onChange }: Props) {
  const go = (by: 1 | -1) => onChange({ day: dayOf(step(date, span, by)) })
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
      <IconButton label={text.earlier} onClick={() => go(-1)}>
        <ChevronLeft />
      </IconButton>
      <IconButton label={text.later} onClick={() => go(1)}>
        <ChevronRight />
      </IconButton>
      <h3 aria-live="polite" className="grow text-sm font-semibold">
        {title}
      </h3>
      <Button className="h-7" onClick={() => onChange({ day: undefined })}>
        {text.today}
      </Button>
      <div role="group" aria-label={text.span} className="flex gap-1">
        {(['month', 'week'] as const).map((one) => (
          <Button key={one} look={one === span ? 'plain' : 'ghost'} className="h-7" aria-pressed={one === span} onClick={() => onChange({ span: one === 'week' ? one : undefined })}>
            {text[one]}
          </Button>
        ))}
      </div>
    </div>
  )
}
