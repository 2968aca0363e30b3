import { useState } from 'react'
import type { ItemTemplate } from '~/gen/tandem/items/v1/item_templates_service_pb'
import { type Recurrence, RecurrencesService } from '~/gen/tandem/items/v1/recurrences_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { RuleFields } from './RuleFields'
import { RulePreview } from './RulePreview'
import { listed, partsOf, ruleOf, tomorrow } from './rule'
import { text } from './text'

interface Props {
  recurrence: Recurrence | undefined
  templates: ItemTemplate[]
  onClose: () => void
}

const paths = ['name', 'template_id', 'rrule', 'start', 'time_zone', 'excluded']

/** What recurs, when, and a look at what that means. */
export function RecurrenceDialog({ recurrence, templates, onClose }: Props) {
  const [requestId] = useRequestId()
  const [name, setName] = useState(recurrence?.name ?? '')
  const [templateId, setTemplate] = useState(recurrence?.templateId ?? templates[0]?.id ?? '')
  const [rule, setRule] = useState(() => ({
    start: recurrence?.start ?? tomorrow(Date.now()),
    timeZone: recurrence?.timeZone ?? '',
    excluded: recurrence?.excluded.join(', ') ?? '',
    ...partsOf(recurrence?.rrule ?? 'FREQ=WEEKLY'),
  }))
  const create = useCommand(RecurrencesService.method.createRecurrence)
  const update = useCommand(RecurrencesService.method.updateRecurrence)
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const busy = create.isPending || update.isPending
  const when = { rrule: ruleOf(rule.base, rule.end), start: rule.start, timeZone: rule.timeZone, excluded: listed(rule.excluded) }
  const onSuccess = () => {
    tell(text.saved)
    onClose()
  }
  const save = () => {
    if (busy) return
    const wanted = { name, templateId, ...when }
    if (recurrence) update.mutate({ recurrence: { ...wanted, id: recurrence.id, revision: recurrence.revision }, updateMask: { paths } }, { onSuccess })
    else create.mutate({ recurrence: wanted, requestId }, { onSuccess })
  }
  return (
    <Dialog wide title={recurrence?.name ?? text.newRecurrence} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={text.name} problem={fieldProblem(problem, 'name')}>
            <input autoFocus required maxLength={250} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
          </Field>
          <Field label={text.template}>
            <select value={templateId} onChange={(event) => setTemplate(event.target.value)} className={inputLook}>
              {templates.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <RuleFields rule={rule} onChange={setRule} />
        <RulePreview when={when} />
        <FormEnd problem={problem && { ...problem, fields: [] }} busy={busy} submit={text.save} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
