import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { type View, View_Layout, View_Visibility, ViewsService } from '~/gen/tandem/items/v1/views_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { ConditionField } from '../condition/ConditionField'
import { wordsOf } from '../item/text'
import { AudienceField } from './AudienceField'
import { text } from './text'

interface Props {
  kind: Kind
  /** What it begins with. */
  base?: Partial<View> | undefined
  /** That view itself is changed; else a new one is made. */
  editing?: boolean
  onClose: () => void
}

/** A view's name, whom it is for, and what it finds. */
export function ViewDialog({ kind, base, editing = false, onClose }: Props) {
  const navigate = useNavigate()
  const [requestId] = useRequestId()
  const [name, setName] = useState(editing ? (base?.name ?? '') : base?.name ? text.copyOf(base.name) : '')
  const [filter, setFilter] = useState(base?.filter ?? 'status.state != FINISHED')
  const [audience, setAudience] = useState({
    visibility: editing ? (base?.visibility ?? View_Visibility.PRIVATE) : View_Visibility.PRIVATE,
    teamIds: editing ? (base?.teamIds ?? []) : [],
  })
  const create = useCommand(ViewsService.method.createView)
  const update = useCommand(ViewsService.method.updateView)
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const system = editing && base?.system === true
  const save = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const onSuccess = (saved: View) => {
      tell(editing ? text.saved(saved.name) : text.created(saved.name))
      onClose()
      if (!editing) void navigate({ to: wordsOf(kind).path, search: { view: saved.id } })
    }
    const fields = { name, filter, ...audience }
    if (editing && base?.id) {
      const paths = system ? ['name'] : ['name', 'filter', 'visibility', 'team_ids']
      update.mutate({ view: { id: base.id, revision: base.revision ?? 0n, ...fields }, updateMask: { paths } }, { onSuccess })
    } else {
      const { orderBy = '', groupBy = [], columns = [], layout = View_Layout.LIST } = base ?? {}
      create.mutate({ kind, ...fields, orderBy, groupBy, columns, layout, requestId }, { onSuccess })
    }
  }
  return (
    <Dialog wide title={editing ? text.editView : text.newView} open onClose={onClose}>
      <form onSubmit={save} className="grid gap-4">
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        {!system && (
          <>
            <AudienceField {...audience} problem={fieldProblem(problem, 'team_ids')} onChange={setAudience} />
            <ConditionField kind={kind} value={filter} problem={fieldProblem(problem, 'filter')} onChange={setFilter} />
          </>
        )}
        <FormEnd
          problem={problem && problem.reason === 'STALE' ? { ...problem, message: text.stale } : problem}
          submit={editing ? text.save : text.create}
          cancel={text.cancel}
          busy={create.isPending || update.isPending}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
