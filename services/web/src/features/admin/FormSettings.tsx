import { useState } from 'react'
import { useFields } from '~/features/field/useFields'
import { TypeSelect } from '~/features/item/TypeSelect'
import { type WebForm, WebFormsService } from '~/gen/tandem/customer_apps/v1/web_forms_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook, textareaLook } from '~/ui/input'
import { FormFieldList } from './FormFieldList'
import { text } from './text'

const paths = ['name', 'introduction', 'type_id', 'fields']

/** What a web form says, which type of ticket it makes, and which custom fields it asks for. */
export function FormSettings({ form, onClose }: { form: WebForm; onClose: () => void }) {
  const [values, setValues] = useState({ name: form.name, introduction: form.introduction, typeId: form.typeId })
  const [asked, setAsked] = useState(() => form.fields.map(({ key, required }) => ({ key, required })))
  const visible = useFields(CustomField_Target.ITEM).filter((field) => field.visibleToCustomers)
  const update = useCommand(WebFormsService.method.updateWebForm)
  const problem = update.error ? problemOf(update.error) : undefined
  const set = (some: Partial<typeof values>) => setValues({ ...values, ...some })
  const done = () => {
    tell(text.saved)
    onClose()
  }
  const save = () => {
    // A field that customers see no more is asked for no more.
    const fields = asked.filter(({ key }) => visible.some((field) => field.key === key))
    update.mutate({ webForm: { id: form.id, revision: form.revision, ...values, fields }, updateMask: { paths } }, { onSuccess: done })
  }
  return (
    <Dialog title={text.formSettings} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!update.isPending) save()
        }}
      >
        <Field label={text.formName} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={200} value={values.name} onChange={({ target }) => set({ name: target.value })} className={inputLook} />
        </Field>
        <Field label={text.introduction} problem={fieldProblem(problem, 'introduction')}>
          <textarea maxLength={5000} value={values.introduction} onChange={({ target }) => set({ introduction: target.value })} className={textareaLook} />
        </Field>
        <Field label={text.formType} problem={fieldProblem(problem, 'type_id')}>
          <TypeSelect kind={Kind.TICKET} value={values.typeId} onChange={(typeId) => set({ typeId })} />
        </Field>
        <FormFieldList fields={visible} value={asked} problem={fieldProblem(problem, 'fields')} onChange={setAsked} />
        <FormEnd
          problem={problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
          busy={update.isPending}
          submit={text.save}
          cancel={text.cancel}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
