import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { WhyDeadline } from '~/features/sla/WhyDeadline'
import { ClockState } from './ClockState'
import { targets } from './text'

/** Every promise on the item: met, missed, or when it is due. */
export function SlaClocks({ item }: { item: Item }) {
  return (
    <div className="grid gap-1">
      <ul className="grid gap-1">
        {item.slaClocks.map((clock) => (
          <li key={clock.target} className="flex flex-wrap items-center gap-x-2">
            <span>{targets[clock.target]}</span>
            <ClockState clock={clock} />
          </li>
        ))}
      </ul>
      <WhyDeadline item={item} />
    </div>
  )
}
