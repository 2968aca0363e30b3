import { useRef, useState } from 'react'
import { ofFields, variableTrigger, written } from '~/features/field/variables'
import { CustomFieldsService } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type CannedReply, CannedReply_Scope as Scope, CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand, useRead } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import type { Inserter } from '~/ui/Editor'
import { Field } from '~/ui/Field'
import { LazyEditor } from '~/ui/LazyEditor'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { Preview } from './Preview'
import { ScopeField } from './ScopeField'
import { VariableList } from './VariableList'
import { text, variables as usual } from './text'

interface Props {
  /** Undefined: a new one. */
  reply: CannedReply | undefined
  /** Why it cannot be changed. */
  forbidden: string | undefined
  onDone: (id: string | undefined) => void
}

const triggers = [variableTrigger(text.variables, usual)]

/** Name, shortcut, whose it is, and the text with its variables. */
export function CannedForm({ reply, forbidden, onDone }: Props) {
  const [requestId] = useRequestId()
  const [name, setName] = useState(reply?.name ?? '')
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '')
  const [html, setHtml] = useState(reply?.html ?? '')
  const [whose, setWhose] = useState({ scope: reply?.scope ?? Scope.OWN, teamId: reply?.teamId ?? '' })
  const inserter = useRef<Inserter>(null)
  const fields = useRead(CustomFieldsService.method.listCustomFields, {}).data?.customFields ?? []
  const create = useCommand(CannedRepliesService.method.createCannedReply)
  const update = useCommand(CannedRepliesService.method.updateCannedReply)
  const error = create.error ?? update.error
  const problem = error ? problemOf(error) : undefined
  const dirty = !reply || name !== reply.name || shortcut !== reply.shortcut || html !== reply.html
  const busy = create.isPending || update.isPending
  const plain = shortcut.replace(/^\//, '')
  const save = () => {
    if (busy || forbidden || !dirty) return
    const onSuccess = (saved: CannedReply) => {
      tell(reply ? text.saved : text.created(name))
      // As the server keeps it: sanitised.
      setHtml(saved.html)
      setShortcut(saved.shortcut)
      onDone(saved.id)
    }
    if (!reply) create.mutate({ name, shortcut: plain, html, ...whose, requestId }, { onSuccess })
    else {
      const cannedReply = { id: reply.id, revision: reply.revision, name, shortcut: plain, html }
      update.mutate({ cannedReply, updateMask: { paths: ['name', 'shortcut', 'html'] } }, { onSuccess })
    }
  }
  return (
    <form
      aria-label={reply?.name ?? text.newReply}
      className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus={!reply} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <Field label={text.shortcut} hint={text.shortcutHint} problem={fieldProblem(problem, 'shortcut')}>
          <input maxLength={41} value={shortcut} onChange={(event) => setShortcut(event.target.value)} className={`${inputLook} font-mono`} />
        </Field>
      </div>
      <ScopeField {...whose} fixed={reply !== undefined} problem={fieldProblem(problem, 'team_id') ?? fieldProblem(problem, 'scope')} onChange={setWhose} />
      <div className="grid gap-1">
        <p className="text-sm font-medium">{text.body}</p>
        <LazyEditor
          label={text.bodyHint}
          initialHtml={reply?.html ?? ''}
          inserter={inserter}
          triggers={triggers}
          onChange={setHtml}
          onSubmit={save}
          className="max-h-96 min-h-40 rounded-md border border-strong-line/60 focus-within:border-strong-line"
        />
        {fieldProblem(problem, 'html') && <p className="text-xs text-danger">{fieldProblem(problem, 'html')}</p>}
      </div>
      <VariableList variables={[...usual, ...ofFields(fields)]} onPick={(variable) => inserter.current?.(written(variable))} />
      {problem && problem.fields.length === 0 && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {problem.reason === 'STALE' ? text.stale : problem.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => onDone(undefined)}>{text.cancel}</Button>
        <Button look="primary" type="submit" busy={busy} disabled={!dirty} disabledReason={forbidden}>
          {reply ? text.save : text.create}
        </Button>
      </div>
      {reply && <Preview id={reply.id} revision={reply.revision} dirty={dirty} />}
    </form>
  )
}
