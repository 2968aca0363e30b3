import { useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { Button } from '~/ui/Button'
import { Rows } from './Rows'
import { TextForm } from './TextForm'
import { parse } from './parse'
import { text } from './text'
import { placed, useProblem } from './useProblem'

interface Props {
  kind: Kind
  value: string
  /** What the server said when it was saved. */
  problem: string | undefined
  onChange: (value: string) => void
}

/** The conditions of a view: as rows, or as the text that means the same. */
export function ConditionField({ kind, value, problem, onChange }: Props) {
  const found = useProblem(kind, value)
  const said = found ?? (problem ? placed(problem) : undefined)
  const readable = canRead(value)
  const [asText, setAsText] = useState(!readable)
  return (
    <fieldset className="grid gap-2">
      <legend className="text-sm font-medium">{text.conditions}</legend>
      {asText ? <TextForm value={value} problem={said} onChange={onChange} /> : <Rows of={kind} value={value} problem={said} onChange={onChange} />}
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
