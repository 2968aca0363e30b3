import { useState } from 'react'
import { ConditionField } from '~/features/condition/ConditionField'
import { IconChoice } from '~/features/vocabulary/IconChoice'
import { type Macro, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Check } from '~/ui/Check'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { ActionList } from './ActionList'
import { MacroScope } from './MacroScope'
import { type Form, formOf, paths, sent } from './macroForm'
import { text } from './text'

const kinds = [
  { kind: Kind.TICKET, label: text.tickets },
  { kind: Kind.TASK, label: text.tasks },
]

/** Makes a macro, or changes one; one without an id is what a new one begins with. */
export function MacroForm({ macro, onClose }: { macro: Macro | undefined; onClose: () => void }) {
  const [requestId] = useRequestId()
  const [form, setForm] = useState<Form>(() => formOf(macro, Kind.TICKET))
  const create = useCommand(MacrosService.method.createMacro)
  const update = useCommand(MacrosService.method.updateMacro)
  const busy = create.isPending || update.isPending
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const set = (some: Partial<Form>) => setForm((before) => ({ ...before, ...some }))
  const toggle = (kind: Kind) => set({ kinds: form.kinds.includes(kind) ? form.kinds.filter((one) => one !== kind) : [...form.kinds, kind] })
  const onSuccess = () => {
    tell(text.saved)
    onClose()
  }
  const save = () => {
    if (macro?.id) update.mutate({ macro: { ...sent(form), id: macro.id, revision: macro.revision }, updateMask: { paths } }, { onSuccess })
    else create.mutate({ macro: { ...sent(form), enabled: true }, requestId }, { onSuccess })
  }
  const said = problem?.reason === 'STALE' ? { ...problem, message: text.stale } : problem
  // What names a field of an action is said beside it; a field that is not here is said at the end.
  const placed = said?.fields.some(({ field }) => /\.(name|description|group|team_ids|scope|kinds|filter|condition|actions)/.test(field))
  return (
    <Dialog wide title={macro?.id ? text.edit(macro.name) : text.newMacro} open onClose={onClose}>
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          if (!busy && form.actions.length > 0) save()
        }}
      >
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Field label={text.name} problem={fieldProblem(said, 'name')}>
            <input autoFocus required maxLength={100} value={form.name} onChange={({ target }) => set({ name: target.value })} className={inputLook} />
          </Field>
          <Field label={text.group} hint={text.groupHint} problem={fieldProblem(said, 'group')}>
            <input maxLength={100} value={form.group} onChange={({ target }) => set({ group: target.value })} className={inputLook} />
          </Field>
        </div>
        <Field label={text.description} problem={fieldProblem(said, 'description')}>
          <input maxLength={500} value={form.description} onChange={({ target }) => set({ description: target.value })} className={inputLook} />
        </Field>
        <IconChoice color="currentColor" value={form.icon || 'zap'} onChange={(icon) => set({ icon })} />
        <MacroScope scope={form.scope} teamIds={form.teamIds} problem={fieldProblem(said, 'team_ids') ?? fieldProblem(said, 'scope')} onChange={set} />
        <fieldset className="flex flex-wrap gap-4">
          <legend className="pb-1 text-sm font-medium">{text.kinds}</legend>
          {kinds.map(({ kind, label }) => (
            <Check key={kind} label={label} checked={form.kinds.includes(kind)} onChange={() => toggle(kind)} />
          ))}
          {fieldProblem(said, 'kinds') && <p className="text-xs text-danger">{fieldProblem(said, 'kinds')}</p>}
        </fieldset>
        <ConditionField kind={form.kinds[0] ?? Kind.TICKET} value={form.filter} problem={fieldProblem(said, 'filter')} onChange={(filter) => set({ filter })} />
        <ActionList kinds={form.kinds} drafts={form.actions} problem={said} onChange={(actions) => set({ actions })} />
        <FormEnd
          problem={said && !placed ? { ...said, fields: [] } : undefined}
          busy={busy}
          disabledReason={form.actions.length > 0 ? undefined : text.noAction}
          submit={macro?.id ? text.save : text.create}
          cancel={text.cancel}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
