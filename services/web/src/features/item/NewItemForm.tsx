import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { FieldInputs } from '~/features/field/FieldInputs'
import { useItemFields } from '~/features/field/useFields'
import { defaults } from '~/features/field/value'
import { AskedInput } from '~/features/form/AskedInput'
import { type Draft, blank, isGiven, toRequest } from '~/features/form/draft'
import { labelOf } from '~/features/form/text'
import { keyOf } from '~/features/form/key'
import { Required, useAgentForm } from '~/features/form/useForms'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { toInput } from '~/lib/time'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { TypeSelect } from './TypeSelect'
import type { Begun } from './newItem'
import { text, wordsOf } from './text'
import { useTypes } from './useStatuses'

/** A new item: title, type, and what the form of that type asks for. */
export function NewItemForm({ kind, begun, onDone }: { kind: Kind.TICKET | Kind.TASK; begun: Begun; onDone: () => void }) {
  const { path } = wordsOf(kind)
  const [requestId] = useRequestId()
  const { requester = '', title: named = '', ...place } = begun
  const [title, setTitle] = useState(named)
  const [typeId, setTypeId] = useState('')
  const [chosen, setChosen] = useState<Draft>(() => ({
    ...blank,
    requester,
    project_id: begun.projectId ?? '',
    planned_start: toInput(begun.plannedStart),
  }))
  const usual = useTypes().find((type) => type.kind === kind && type.default)
  const form = useAgentForm(typeId || (usual?.id ?? ''))
  const custom = useItemFields(kind, typeId || (usual?.id ?? ''))
  const draft: Draft = { ...chosen, own: { ...defaults(custom), ...chosen.own } }
  const change = (some: Partial<Draft>) => setChosen((before) => ({ ...before, ...some }))
  const navigate = useNavigate()
  const create = useCommand(ItemsService.method.createItem)
  const problem = create.error ? problemOf(create.error) : undefined

  const asked = form.asked.map(({ field, required }) => ({ field: field === 'requester_ids' ? 'requester' : field, required: required === Required.TO_CREATE }))
  // What is required everywhere is asked for, whatever the form says.
  const always = custom.filter((field) => field.required && !asked.some(({ field: known }) => keyOf(known) === field.key))
  const all = [...asked, ...always.map(({ key }) => ({ field: `fields.${key}`, required: true }))]
  const isRequired = ({ field, required }: { field: string; required: boolean }) => required || custom.some((one) => one.required && `fields.${one.key}` === field)
  // The unchanged form shows the custom fields that may be left out behind a line.
  const isFirst = (one: (typeof all)[number]) => form.changed || keyOf(one.field) === undefined
  const later = custom.filter(({ key }) => all.some((one) => one.field === `fields.${key}` && !isFirst(one)))
  const lacking = all.find((one) => isRequired(one) && !isGiven(one.field, draft))
  const send = () => {
    if (create.isPending || lacking) return
    const fields = all.map(({ field }) => field)
    create.mutate(
      { ...place, kind, typeId, title, requestId, ...toRequest(fields, draft) },
      {
        onSuccess: (item) => {
          tell(text.created(item.number))
          onDone()
          void navigate({ to: path, search: (before) => ({ ...before, item: Number(item.number) }) })
        },
      },
    )
  }
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="grid gap-3 sm:grid-cols-[1fr_11rem]">
        <Field label={text.title} problem={fieldProblem(problem, 'title')}>
          <input autoFocus required maxLength={250} value={title} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
        </Field>
        <Field label={text.type} problem={fieldProblem(problem, 'type_id')}>
          <TypeSelect kind={kind} value={typeId} onChange={setTypeId} />
        </Field>
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        {all.filter(isFirst).map((one) => (
          <AskedInput key={one.field} field={one.field} required={isRequired(one)} custom={custom} draft={draft} problem={problem} onChange={change} onSubmit={send} />
        ))}
      </div>
      {later.length > 0 && <FieldInputs fields={later} values={draft.own} problem={problem} onChange={(key, value) => change({ own: { ...draft.own, [key]: value } })} />}
      <FormEnd
        problem={problem}
        busy={create.isPending}
        disabledReason={title.trim() ? lacking && text.fieldNeeded(labelOf(lacking.field, custom)) : text.titleNeeded}
        submit={text.create}
        cancel={text.cancel}
        onCancel={onDone}
      />
    </form>
  )
}
