import { create as message } from '@bufbuild/protobuf'
import { type FormEvent, useState } from 'react'
import { ConditionField } from '~/features/condition/ConditionField'
import { orders } from '~/features/item/text'
import { type Widget, WidgetSchema, Widget_Kind } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type Problem, fieldProblem } from '~/lib/error'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { Select } from '~/ui/Select'
import { inputLook } from '~/ui/input'
import { text } from './text'
import { dayChoices, groups, kinds } from './widgets'

interface Props {
  /** The widget that is changed; else a new one is made, of this id. */
  widget: Widget | string
  problem: Problem | undefined
  busy: boolean
  onSave: (widget: Widget) => void
  onClose: () => void
}

const ofWhat = [
  { value: Kind.TICKET, label: 'Tickets' },
  { value: Kind.TASK, label: 'Tasks' },
]

/** What a widget shows, and of what. */
export function WidgetDialog({ widget, problem, busy, onSave, onClose }: Props) {
  const made = typeof widget === 'string'
  const [draft, setDraft] = useState(() =>
    made ? message(WidgetSchema, { id: widget, kind: Widget_Kind.UNRESOLVED, itemKind: Kind.TICKET, filter: 'status.state != FINISHED', groupBy: 'status', days: 30 }) : widget,
  )
  const set = (part: Partial<Omit<Widget, '$typeName' | '$unknown'>>) => setDraft({ ...draft, ...part })
  const has = kinds[draft.kind]?.has ?? []
  const save = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    onSave(draft)
  }
  return (
    <Dialog wide title={made ? text.addWidget : text.changeWidget} open onClose={onClose}>
      <form onSubmit={save} className="grid gap-4">
        <Field label={text.kind}>
          <Select options={Object.entries(kinds).map(([value, about]) => ({ value: Number(value), label: about?.label ?? '' }))} value={draft.kind} onChange={(kind) => set({ kind })} />
        </Field>
        <Field label={text.widgetTitle} hint={text.titleHint} problem={fieldProblem(problem, 'title')}>
          <input maxLength={100} value={draft.title} onChange={(event) => set({ title: event.target.value })} className={inputLook} />
        </Field>
        {has.includes('items') && (
          <Field label={text.ofWhat}>
            <Select options={ofWhat} value={draft.itemKind || Kind.TICKET} onChange={(itemKind) => set({ itemKind })} />
          </Field>
        )}
        {has.includes('group') && (
          <Field label={text.groupBy} problem={fieldProblem(problem, 'group_by')}>
            <Words options={Object.entries(groups).map(([value, label]) => ({ value, label }))} value={draft.groupBy} onChange={(groupBy) => set({ groupBy })} />
          </Field>
        )}
        {has.includes('days') && (
          <Field label={text.days} problem={fieldProblem(problem, 'days')}>
            <Select options={dayChoices.map((days) => ({ value: days, label: String(days) }))} value={draft.days || 30} onChange={(days) => set({ days })} />
          </Field>
        )}
        {has.includes('filter') && <ConditionField kind={draft.itemKind || Kind.TICKET} value={draft.filter} problem={fieldProblem(problem, 'filter')} onChange={(filter) => set({ filter })} />}
        {has.includes('order') && (
          <Field label={text.order} problem={fieldProblem(problem, 'order_by')}>
            <Words options={orders} value={draft.orderBy} onChange={(orderBy) => set({ orderBy })} />
          </Field>
        )}
        <FormEnd problem={problem} submit={made ? text.addWidget : text.save} cancel={text.cancel} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  )
}

interface WordsProps {
  options: { value: string; label: string }[]
  value: string
  onChange: (value: string) => void
}

/** One of a few words; one that is not among them stays as it is. */
function Words({ options, value, onChange, ...rest }: WordsProps) {
  const all = options.some((option) => option.value === value) ? options : [{ value, label: value }, ...options]
  return (
    <select {...rest} value={value} onChange={(event) => onChange(event.target.value)} className={inputLook}>
      {all.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
