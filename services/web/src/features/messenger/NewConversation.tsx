import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Conversation, ConversationsService, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Chips } from '~/ui/Chips'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { inputLook } from '~/ui/input'
import { ChosenPeople } from './ChosenPeople'
import { SubjectPicker } from './SubjectPicker'
import { type With, beginning, canTitle } from './beginning'
import { reasons, text } from './text'

const kinds = (Object.keys(text.kinds) as With[]).map((id) => ({ id, label: text.kinds[id].label }))

/** Begins a conversation: with colleagues, a customer, an organization, or about a project. */
export function NewConversation({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<With>('team')
  const [chosen, setChosen] = useState<string[]>([])
  const [title, setTitle] = useState('')
  const [visibility, setVisibility] = useState(Visibility.INTERNAL)
  const [requestId] = useRequestId()
  const create = useCommand(ConversationsService.method.createConversation)
  const navigate = useNavigate()
  const problem = create.error ? problemOf(create.error) : undefined
  const choose = (next: With) => {
    setKind(next)
    setChosen([])
    create.reset()
  }
  const onSuccess = (made: Conversation) => {
    onClose()
    void navigate({ to: '/messages', search: { section: made.visibility === Visibility.CUSTOMER ? 'customers' : 'internal', conversation: made.id } })
  }
  const toggle = (id: string) => setChosen(kind === 'team' ? (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]) : [id])
  const said = problem && { ...problem, fields: [], message: reasons[problem.reason] ?? problem.message }
  return (
    <Dialog title={text.newConversation} open onClose={onClose}>
      <form
        className="grid grid-cols-1 gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (create.isPending || chosen.length === 0) return
          create.mutate({ ...beginning(kind, chosen, visibility), title: canTitle(kind, chosen) ? title.trim() : '', requestId }, { onSuccess })
        }}
      >
        <div className="-mx-4 min-w-0">
          <Chips wrap label={text.with} chips={kinds} value={kind} onChange={choose} />
          <p className="px-4 text-sm text-soft">{text.kinds[kind].about}</p>
        </div>
        {kind === 'team' && <ChosenPeople ids={chosen} onRemove={toggle} />}
        <div className="flex h-64 flex-col overflow-hidden rounded-md border border-line">
          <SubjectPicker key={kind} kind={kind} selected={chosen} onPick={toggle} />
        </div>
        {kind === 'project' && (
          <Field label={text.readers}>
            <select value={visibility} onChange={(event) => setVisibility(Number(event.target.value))} className={inputLook}>
              <option value={Visibility.INTERNAL}>{text.onlyTeam}</option>
              <option value={Visibility.CUSTOMER}>{text.customersToo}</option>
            </select>
          </Field>
        )}
        {canTitle(kind, chosen) && (
          <Field label={text.groupTitle}>
            <input maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} className={inputLook} />
          </Field>
        )}
        <FormEnd
          problem={said}
          busy={create.isPending}
          submit={text.begin}
          disabledReason={chosen.length === 0 ? text.chooseSomebody : undefined}
          cancel={text.cancel}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
