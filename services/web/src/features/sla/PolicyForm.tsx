import { Trash2 } from 'lucide-react'
import type { MessageInitShape } from '@bufbuild/protobuf'
import { useState } from 'react'
import { type SlaPolicy, SlaPoliciesService, type SlaPolicySchema } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { HoursSelect } from './HoursSelect'
import { PromiseGrid } from './PromiseGrid'
import { cellsOf, promisesOf, wrongCell } from './grid'
import { text } from './text'

interface Props {
  /** Undefined: a new one. */
  policy: SlaPolicy | undefined
  onDone: () => void
}

type Values = Exclude<MessageInitShape<typeof SlaPolicySchema>, { $typeName: string }>

/** Name, hours and the grid of promises. */
export function PolicyForm({ policy, onDone }: Props) {
  const [requestId] = useRequestId()
  const admin = useIsAdmin()
  const [name, setName] = useState(policy?.name ?? '')
  const [hours, setHours] = useState({ businessCalendarId: policy?.businessCalendarId ?? '', aroundTheClock: policy?.aroundTheClock ?? false })
  const [cells, setCells] = useState(cellsOf(policy))
  const [tried, setTried] = useState(false)
  const create = useCommand(SlaPoliciesService.method.createSlaPolicy)
  const update = useCommand(SlaPoliciesService.method.updateSlaPolicy)
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const wrong = wrongCell(cells)
  const change = (paths: string[], values: Values, said: string) => {
    if (!policy) return
    const slaPolicy = { id: policy.id, revision: policy.revision, ...values }
    const onSuccess = () => {
      tell(said)
      onDone()
    }
    update.mutate({ slaPolicy, updateMask: { paths } }, { onSuccess })
  }
  const save = () => {
    setTried(true)
    if (wrong || create.isPending || update.isPending) return
    const values = { name, promises: promisesOf(cells), ...hours }
    if (policy) change(['name', 'promises', 'business_calendar_id', 'around_the_clock'], values, `${text.saved}. ${text.openItems}`)
    else
      create.mutate(
        { ...values, requestId },
        {
          onSuccess: () => {
            tell(text.created(name))
            onDone()
          },
        },
      )
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus={!policy} required maxLength={250} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <HoursSelect {...hours} onChange={setHours} />
      </div>
      <PromiseGrid cells={cells} wrong={tried ? wrong : undefined} onChange={setCells} />
      {policy && (
        <Button
          look="ghost"
          className="justify-self-start"
          disabledReason={admin ? undefined : text.adminsOnly}
          onClick={() => change(['removed'], { removed: !policy.removed }, policy.removed ? text.saved : text.removed(policy.name))}
          title={policy.removed ? undefined : text.removePolicyAbout}
        >
          {!policy.removed && <Trash2 aria-hidden />}
          {policy.removed ? text.bringBack : text.remove}
        </Button>
      )}
      <FormEnd
        problem={problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
        busy={create.isPending || update.isPending}
        disabledReason={admin ? undefined : text.adminsOnly}
        submit={policy ? text.save : text.create}
        cancel={text.cancel}
        onCancel={onDone}
      />
    </form>
  )
}
