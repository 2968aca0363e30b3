import { useState } from 'react'
import { useStatuses, useTypes } from '~/features/item/useStatuses'
import { type ItemType, ItemTypesService, type Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type Problem, fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { ColorInput } from './ColorInput'
import { IconChoice } from './IconChoice'
import { StatusBoxes } from './StatusBoxes'
import { text } from './text'

/** Makes a type, or changes one: name, icon, colour, and which statuses its items may have. */
export function TypeForm({ kind, type, onClose }: { kind: Kind; type?: ItemType; onClose: () => void }) {
  const [requestId] = useRequestId()
  const usual = useTypes().find((one) => one.kind === kind && one.default)
  const [values, setValues] = useState(() => ({
    name: type?.name ?? '',
    icon: type?.icon ?? usual?.icon ?? 'ticket',
    color: type?.color ?? '#64748b',
    statusIds: type?.statusIds ?? usual?.statusIds ?? [],
    defaultStatusId: type?.defaultStatusId ?? usual?.defaultStatusId ?? '',
  }))
  const create = useCommand(ItemTypesService.method.createItemType)
  const update = useCommand(ItemTypesService.method.updateItemType)
  const statuses = useStatuses().filter((status) => status.kind === kind && !status.retired)
  const busy = create.isPending || update.isPending
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const set = (some: Partial<typeof values>) => setValues({ ...values, ...some })
  const done = {
    onSuccess: () => {
      tell(text.saved)
      onClose()
    },
  }
  const save = () => {
    if (!type) create.mutate({ kind, ...values, requestId }, done)
    else {
      const paths = ['name', 'icon', 'color', 'status_ids', 'default_status_id']
      update.mutate({ itemType: { id: type.id, revision: type.revision, ...values }, updateMask: { paths } }, done)
    }
  }
  return (
    <Dialog title={type ? text.editType : text.newType} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) save()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={100} value={values.name} onChange={({ target }) => set({ name: target.value })} className={inputLook} />
        </Field>
        <IconChoice color={values.color} value={values.icon} onChange={(icon) => set({ icon })} />
        <Field label={text.color} problem={fieldProblem(problem, 'color')}>
          <ColorInput value={values.color} onChange={(color) => set({ color })} />
        </Field>
        <StatusBoxes
          statuses={statuses}
          value={values.statusIds}
          problem={fieldProblem(problem, 'status_ids')}
          onChange={(statusIds) => set({ statusIds })}
        />
        <Field label={text.defaultStatus} problem={fieldProblem(problem, 'default_status_id')}>
          <select value={values.defaultStatusId} onChange={({ target }) => set({ defaultStatusId: target.value })} className={inputLook}>
            {values.statusIds.map((id) => (
              <option key={id} value={id}>
                {statuses.find((status) => status.id === id)?.name}
              </option>
            ))}
          </select>
        </Field>
        <FormEnd problem={inWords(problem)} busy={busy} submit={type ? text.save : text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}

function inWords(problem: Problem | undefined): Problem | undefined {
  if (problem?.reason === 'STATUS_IN_USE') return { ...problem, message: text.inUse }
  return problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem
}
