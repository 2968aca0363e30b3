import { useState } from 'react'
import { Button } from '~/ui/Button'
import { Rows } from './Rows'
import { type Subject, isPeople } from './subject'
import { TextForm } from './TextForm'
import { parse } from './parse'
import { text } from './text'
import { placed, useProblem } from './useProblem'

interface Props {
  kind: Subject
  value: string
  /** What the server said when it was saved. */
  problem: string | undefined
  onChange: (value: string) => void
}

/** The conditions of a view or a list: as rows, or as the text that means the same. */
export function ConditionField({ kind, value, problem, onChange }: Props) {
  const found = useProblem(kind, value)
  const said = found ?? (problem ? placed(problem) : undefined)
  const readable = canRead(value)
  const [asText, setAsText] = useState(!readable)
  return (
    <fieldset className="grid gap-2">
      <legend className="text-sm font-medium">{text.conditions}</legend>
      {asText ? <TextForm hint={isPeople(kind) ? text.peopleHint : text.hint} value={value} problem={said} onChange={onChange} /> : <Rows of={kind} value={value} problem={said} onChange={onChange} />}
      <div>
        <Button look="ghost" className="h-7" disabledReason={asText && !readable ? text.notRows : undefined} onClick={() => setAsText(!asText)}>
          {asText ? text.asRows : text.asText}
        </Button>
      </div>
    </fieldset>
  )
}

function canRead(value: string): boolean {
  try {
    parse(value)
    return true
  } catch {
    return false
  }
}
