import { Plus } from 'lucide-react'
import { useState } from 'react'
import { BusinessCalendarsService } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { type SlaPolicy, SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { PolicyForm } from './PolicyForm'
import { cellsOf, keyOf, priorities } from './grid'
import { targets, text } from './text'

/** Every policy with what it promises, and the one that is changed. */
export function SlaPolicies() {
  const [changing, setChanging] = useState<SlaPolicy | 'new'>()
  const [removedToo, setRemovedToo] = useState(false)
  const admin = useIsAdmin()
  const list = useRead(SlaPoliciesService.method.listSlaPolicies, { showRemoved: removedToo })
  const policy = changing === 'new' ? undefined : changing
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="max-w-prose text-sm text-soft">{text.policiesAbout}</p>
        <Button look="primary" disabledReason={admin ? undefined : text.adminsOnly} onClick={() => setChanging('new')}>
          <Plus aria-hidden />
          {text.newPolicy}
        </Button>
      </div>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={3} />}
      <ul aria-label={text.policies} className="border-t border-line">
        {list.data?.slaPolicies.map((each) => (
          <Row key={each.id} policy={each} onChange={() => setChanging(each)} />
        ))}
      </ul>
      <label className="flex items-center gap-2 p-4 text-sm">
        <input type="checkbox" checked={removedToo} onChange={(event) => setRemovedToo(event.target.checked)} />
        {text.showRemoved}
      </label>
      {changing && (
        <Dialog wide open title={policy ? text.editPolicy(policy.name) : text.newPolicy} onClose={() => setChanging(undefined)}>
          <PolicyForm policy={policy} onDone={() => setChanging(undefined)} />
        </Dialog>
      )}
    </>
  )
}

function Row({ policy, onChange }: { policy: SlaPolicy; onChange: () => void }) {
  const calendars = useRead(BusinessCalendarsService.method.listBusinessCalendars, {})
  const own = calendars.data?.businessCalendars.find((each) => each.id === policy.businessCalendarId)
  const cells = cellsOf(policy)
  const best = priorities.find((priority) => targets.some(([target]) => cells[keyOf(priority, target)]))
  return (
    <li className="border-b border-line">
      <button type="button" onClick={onChange} className="grid w-full gap-0.5 px-4 py-2.5 text-left hover:bg-hover">
        <span className="flex items-center gap-2 font-medium">
          {policy.name}
          {policy.removed && <Badge>{text.removedMark}</Badge>}
        </span>
        <span className="text-sm text-soft">
          {best === undefined
            ? text.none
            : targets
                .filter(([target]) => cells[keyOf(best, target)])
                .map(([target, label]) => `${label} ${cells[keyOf(best, target)] ?? ''}`)
                .join(' · ')}
          {policy.aroundTheClock ? ` · ${text.aroundTheClock}` : own && ` · ${own.name}`}
        </span>
      </button>
    </li>
  )
}
