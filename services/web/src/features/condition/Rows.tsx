import { useState } from 'react'
import { GroupEditor } from './GroupEditor'
import { type Group, fromTree, idAt, toTree } from './edit'
import { parse } from './parse'
import { print } from './print'
import type { Subject } from './subject'
import { text } from './text'
import type { Placed } from './useProblem'

interface Props {
  of: Subject
  value: string
  problem: Placed | undefined
  onChange: (value: string) => void
}

/** The same conditions as rows: what is wrong stands beneath the row it is in. */
export function Rows({ of, value, problem, onChange }: Props) {
  // The rows as they are edited: while one is not finished, the text does not say all of it.
  const [group, setGroup] = useState<Group>(() => fromTree(parse(value)))
  const at = problem?.position === undefined ? undefined : idAt(group, problem.position)
  const problems = new Map(problem && at !== undefined ? [[at, said(problem.message)]] : [])
  const change = (next: Group) => {
    setGroup(next)
    onChange(print(toTree(next)))
  }
  return (
    <>
      <GroupEditor of={of} group={group} problems={problems} onChange={change} />
      {problem && at === undefined && (
        <p role="alert" className="text-xs text-danger">
          {problem.message}
        </p>
      )}
    </>
  )
}

/** Without the place, which the row shows; of a value that is still to be chosen nothing more needs to be said. */
function said(message: string): string {
  const plain = message.replace(/^at character \d+: /i, '')
  return plain.startsWith('``') ? text.valueMissing : plain
}
