import { create } from '@bufbuild/protobuf'
import { useState } from 'react'
import { FieldInput } from '~/features/field/FieldInput'
import {
  type CustomField,
  CustomFieldSchema,
  CustomField_Target,
  CustomField_Type,
  CustomFieldsService,
} from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { Select } from '~/ui/Select'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { ChoicesGone } from './ChoicesGone'
import { ChoicesInput } from './ChoicesInput'
import { FieldRules } from './FieldRules'
import { changeable, draftOf, hasChoices, toSend } from './fieldDraft'
import { fieldTypes, text } from './text'

interface Props {
  target: CustomField_Target
  field?: CustomField
  onClose: () => void
}

/** Makes a custom field, or changes one. Its key and its type never change. */
export function FieldForm({ target, field, onClose }: Props) {
  const [requestId] = useRequestId()
  const [draft, setDraft] = useState(() => draftOf(field))
  const add = useCommand(CustomFieldsService.method.createCustomField)
  const update = useCommand(CustomFieldsService.method.updateCustomField)
  const busy = add.isPending || update.isPending
  const error = add.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const set = (some: Partial<typeof draft>) => setDraft({ ...draft, ...some })
  const done = {
    onSuccess: () => {
      tell(text.saved)
      onClose()
    },
  }
  const save = () => {
    const customField = toSend(draft, target)
    if (!field) return add.mutate({ customField, requestId }, done)
    return update.mutate({ customField: { ...customField, id: field.id, revision: field.revision }, updateMask: { paths: changeable } }, done)
  }
  const chosen = hasChoices(draft.type)
  // A default among new choices can be set once they have their ids.
  const asField = create(CustomFieldSchema, toSend({ ...draft, choices: draft.choices.filter((choice) => choice.id) }, target))
  return (
    <Dialog wide title={field ? text.editField : text.newField} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) save()
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={text.name} problem={fieldProblem(problem, 'name')}>
            <input autoFocus required maxLength={100} value={draft.name} onChange={({ target: box }) => set({ name: box.value })} className={inputLook} />
          </Field>
          <Field label={text.key} hint={field ? undefined : text.keyHint} problem={fieldProblem(problem, 'key')}>
            <input disabled={Boolean(field)} maxLength={50} value={draft.key} onChange={({ target: box }) => set({ key: box.value })} className={`${inputLook} font-mono disabled:opacity-70`} />
          </Field>
          <Field label={text.fieldType} problem={fieldProblem(problem, 'type')}>
            <Select
              disabled={Boolean(field)}
              options={fieldTypes}
              value={draft.type}
              onChange={(type) => set({ type, defaultValue: undefined, choices: draft.choices.length ? draft.choices : [{ id: '', name: '', color: '' }] })}
            />
          </Field>
          {draft.type === CustomField_Type.NUMBER && (
            <Field label={text.decimals} problem={fieldProblem(problem, 'decimals')}>
              <input type="number" min={0} max={6} value={draft.decimals} onChange={({ target: box }) => set({ decimals: Number(box.value) })} className={inputLook} />
            </Field>
          )}
        </div>
        {chosen && <ChoicesInput value={draft.choices} problem={fieldProblem(problem, 'choices')} onChange={(choices) => set({ choices })} />}
        {field && target === CustomField_Target.ITEM && <ChoicesGone field={field} kept={draft.choices} />}
        <Field label={text.help} hint={text.helpHint} problem={fieldProblem(problem, 'help')}>
          <input maxLength={500} value={draft.help} onChange={({ target: box }) => set({ help: box.value })} className={inputLook} />
        </Field>
        {(!chosen || asField.choices.length > 0) && (
          <Field label={text.defaultValue} problem={fieldProblem(problem, 'default_value')}>
            <FieldInput field={asField} value={draft.defaultValue} onChange={(defaultValue) => set({ defaultValue })} />
          </Field>
        )}
        <FieldRules draft={draft} target={target} onChange={set} />
        <FormEnd
          problem={problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
          busy={busy}
          submit={field ? text.save : text.create}
          cancel={text.cancel}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
