import { useRef, useState } from 'react'
import { cannedTexts } from './cannedTexts'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Inserter } from '~/ui/Editor'
import { Field } from '~/ui/Field'
import { LazyEditor } from '~/ui/LazyEditor'
import { Select } from '~/ui/Select'
import { inputLook } from '~/ui/input'
import { text, variables } from './actionText'
import { variableTrigger } from '~/features/field/variables'
import type { Said } from './macroForm'

type Message = Extract<Said, { case: 'postMessage' | 'sendEmail' }>

const readers = [
  { value: Visibility.CUSTOMER, label: text.customer },
  { value: Visibility.INTERNAL, label: text.internal },
]

const triggers = [variableTrigger(text.variables, variables), cannedTexts]

/** What is written, and to whom. */
export function ActionMessage({ action, onChange }: { action: Message; onChange: (action: Said) => void }) {
  const [to, setTo] = useState(action.case === 'sendEmail' ? (action.value.to ?? []).join(', ') : '')
  const inserter = useRef<Inserter>(null)
  const setBody = (bodyHtml: string) => {
    if (action.case === 'postMessage') onChange({ case: 'postMessage', value: { ...action.value, bodyHtml } })
    else onChange({ case: 'sendEmail', value: { ...action.value, bodyHtml } })
  }
  return (
    <>
      {action.case === 'postMessage' && (
        <Field label={text.readers}>
          <Select options={readers} value={action.value.visibility ?? Visibility.CUSTOMER} onChange={(visibility) => onChange({ case: 'postMessage', value: { ...action.value, visibility } })} />
        </Field>
      )}
      {action.case === 'sendEmail' && (
        <>
          <Field label={text.to} hint={text.toHint}>
            <input
              required
              value={to}
              onChange={({ target }) => {
                setTo(target.value)
                onChange({ case: 'sendEmail', value: { ...action.value, to: target.value.split(',').map((one) => one.trim()).filter(Boolean) } })
              }}
              className={inputLook}
            />
          </Field>
          <Field label={text.subject}>
            <input required maxLength={250} value={action.value.subject ?? ''} onChange={({ target }) => onChange({ case: 'sendEmail', value: { ...action.value, subject: target.value } })} className={inputLook} />
          </Field>
        </>
      )}
      <div className="grid gap-1">
        <p className="text-sm font-medium">{text.message}</p>
        <LazyEditor
          label={text.message}
          initialHtml={action.value.bodyHtml ?? ''}
          inserter={inserter}
          triggers={triggers}
          onChange={setBody}
          onSubmit={() => undefined}
          className="max-h-72 min-h-28 rounded-md border border-strong-line/60 focus-within:border-strong-line"
        />
        <p className="text-xs text-soft">{text.variables}</p>
      </div>
    </>
  )
}
