import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { FieldInputs } from '~/features/field/FieldInputs'
import { useItemFields } from '~/features/field/useFields'
import { type PlainValues, defaults, given, isEmpty } from '~/features/field/value'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { LazyEditor } from '~/ui/LazyEditor'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { priorityLabel } from './PriorityMenu'
import { TypeSelect } from './TypeSelect'
import type { Begun } from './newItem'
import { text, wordsOf } from './text'
import { useTypes } from './useStatuses'

const levels = [0, 1, 2, 3, 4, 5]

/** Title, description, requester and priority of a new item. */
export function NewItemForm({ kind, begun, onDone }: { kind: Kind.TICKET | Kind.TASK; begun: Begun; onDone: () => void }) {
  const { path } = wordsOf(kind)
  const [requestId] = useRequestId()
  const [title, setTitle] = useState('')
  const [description, setDescription] = useState('')
  const { requester: asker = '', ...place } = begun
  const [requester, setRequester] = useState(asker)
  const [priority, setPriority] = useState(0)
  const [typeId, setTypeId] = useState('')
  const usual = useTypes().find((type) => type.kind === kind && type.default)
  const custom = useItemFields(kind, typeId || (usual?.id ?? ''))
  const [chosen, setChosen] = useState<PlainValues>({})
  const values = { ...defaults(custom), ...chosen }
  const navigate = useNavigate()
  const create = useCommand(ItemsService.method.createItem)
  const problem = create.error ? problemOf(create.error) : undefined

  const missing = custom.find((field) => field.required && isEmpty(values[field.key]))
  const send = () => {
    if (create.isPending || missing) return
    const email = requester.trim()
    const fields = given(Object.fromEntries(custom.map(({ key }) => [key, values[key]])))
    create.mutate(
      { ...place, kind, typeId, title, descriptionHtml: description, priority, requestId, fields, ...(email ? { requester: { email } } : {}) },
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
      <Field label={text.title} problem={fieldProblem(problem, 'title')}>
        <input autoFocus required maxLength={250} value={title} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
      </Field>
      <LazyEditor
        label={text.description}
        initialHtml=""
        onChange={setDescription}
        onSubmit={send}
        className="min-h-36 rounded-md border border-strong-line/60"
      />
      <div className="grid gap-3 sm:grid-cols-[1fr_9rem_9rem]">
        <Field
          label={text.requester}
          hint={text.requesterHint}
          problem={fieldProblem(problem, 'email') ?? fieldProblem(problem, 'requester')}
        >
          <input type="email" value={requester} placeholder="name@company.com" onChange={(event) => setRequester(event.target.value)} className={inputLook} />
        </Field>
        <Field label={text.type} problem={fieldProblem(problem, 'type_id')}>
          <TypeSelect kind={kind} value={typeId} onChange={setTypeId} />
        </Field>
        <Field label={text.priority} problem={fieldProblem(problem, 'priority')}>
          <select value={priority} onChange={(event) => setPriority(Number(event.target.value))} className={inputLook}>
            {levels.map((level) => (
              <option key={level} value={level}>
                {priorityLabel(level)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <FieldInputs fields={custom} values={values} problem={problem} onChange={(key, value) => setChosen({ ...chosen, [key]: value })} />
      {problem && problem.fields.length === 0 && (
        <p role="alert" className="text-sm text-danger">
          {problem.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{text.cancel}</Button>
        <Button look="primary" type="submit" busy={create.isPending} disabledReason={title.trim() ? missing && text.fieldNeeded(missing.name) : text.titleNeeded}>
          {text.create}
        </Button>
      </div>
    </form>
  )
}
