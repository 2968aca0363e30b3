import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { type SlaExplanation, type SlaExplanation_Stretch as Stretch, SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { useRead } from '~/lib/query'
import { at, millis, seconds, spell } from '~/lib/time'
import { Loading } from '~/ui/Loading'
import { Pop } from '~/ui/Pop'
import { Trouble } from '~/ui/Trouble'
import { starsOf, targets, text } from './text'

/** Why the deadlines of an item are when they are: what was counted, and when the clocks stood still. */
export function WhyDeadline({ item }: { item: Item }) {
  const [open, setOpen] = useState(false)
  const why = useRead(SlaPoliciesService.method.explainSla, { itemId: item.id }, open)
  const answer = why.data
  const trigger = (
    <button type="button" className="justify-self-start text-xs text-accent hover:underline">
      {text.why}
    </button>
  )
  return (
    <Pop trigger={trigger} label={text.whyTitle} open={open} onOpenChange={setOpen} className="w-80" align="end">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keyboard too */}
      <div role="region" aria-label={text.why} tabIndex={0} className="grid gap-3 overflow-y-auto p-3 text-sm outline-offset-[-2px]">
        {why.isPending && <Loading lines={3} />}
        {why.error && <Trouble error={why.error} onRetry={() => void why.refetch()} />}
        {answer && (
          <div>
            <p className="font-semibold">{text.by(answer.slaPolicy?.name ?? '', starsOf(answer.priority))}</p>
            <p className="text-xs text-soft">{answer.calendarName ? text.in(answer.calendarName, answer.timeZone) : text.day}</p>
          </div>
        )}
        {answer?.explanations.map((each) => (
          <Clock key={each.clock?.target} explanation={each} zone={answer.timeZone || 'UTC'} />
        ))}
      </div>
    </Pop>
  )
}

function Clock({ explanation, zone }: { explanation: SlaExplanation; zone: string }) {
  const { clock, counted, stoodStill } = explanation
  const label = targets.find(([target]) => target === clock?.target)?.[1]
  return (
    <section aria-label={label} className="grid gap-1 border-t border-line pt-2">
      <p className="flex justify-between gap-2">
        <span className="font-medium">{label}</span>
        <span className="text-soft">{text.spent(spell(seconds(explanation.spent)), spell(seconds(explanation.within)))}</span>
      </p>
      {clock?.metTime ? <p>{`${text.met} ${at(clock.metTime)}`}</p> : clock?.dueTime && <p>{`${text.due} ${at(clock.dueTime)}`}</p>}
      <Stretches title={text.counted} stretches={counted} zone={zone} />
      <Stretches title={text.stood} stretches={stoodStill} zone={zone} />
      {explanation.shortened && <p className="text-xs text-soft">{text.shortened}</p>}
    </section>
  )
}

function Stretches({ title, stretches, zone }: { title: string; stretches: Stretch[]; zone: string }) {
  if (stretches.length === 0) return null
  const day = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone })
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })
  const span = ({ startTime, endTime }: Stretch) => {
    const [from, to] = [millis(startTime), millis(endTime)]
    const same = day.format(from) === day.format(to - 1)
    return `${day.format(from)}, ${time.format(from)} – ${same ? '' : `${day.format(to)}, `}${time.format(to)}`
  }
  return (
    <div>
      <p className="text-xs text-soft">{title}</p>
      <ul aria-label={title} className="max-h-40 overflow-y-auto text-xs">
        {stretches.map((stretch) => (
          <li key={millis(stretch.startTime)} className="flex justify-between gap-2">
            <span>{span(stretch)}</span>
            <span className="text-soft">{spell((millis(stretch.endTime) - millis(stretch.startTime)) / 1000)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
