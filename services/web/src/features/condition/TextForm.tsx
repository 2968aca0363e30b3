import { useId, useRef } from 'react'
import { Button } from '~/ui/Button'
import { textareaLook } from '~/ui/input'
import { ParseProblem, parse } from './parse'
import { text } from './text'
import type { Placed } from './useProblem'

interface Props {
  value: string
  /** How it may read. */
  hint: string
  /** What the server has against it. */
  problem: Placed | undefined
  onChange: (value: string) => void
}

/** The text form, with what is wrong in it and the way there. */
export function TextForm({ value, hint, problem, onChange }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  const note = useId()
  const said = wrongWith(value) ?? problem
  const go = (position: number) => {
    const at = [...value].slice(0, position - 1).join('').length
    box.current?.focus()
    box.current?.setSelectionRange(at, Math.min(at + 1, value.length))
  }
  return (
    <>
      <textarea
        ref={box}
        aria-label={text.asText}
        aria-invalid={said ? true : undefined}
        aria-describedby={note}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className={`${textareaLook} font-mono text-xs`}
      />
      <p id={note} role={said ? 'alert' : undefined} className={`flex flex-wrap items-center gap-2 text-xs ${said ? 'text-danger' : 'text-soft'}`}>
        {said?.message ?? hint}
        {said?.position !== undefined && (
          <Button look="ghost" className="h-6 text-xs" onClick={() => go(said.position!)}>
            {text.goThere}
          </Button>
        )}
      </p>
    </>
  )
}

/** What cannot be read at all is said at once, without the server. */
function wrongWith(value: string): Placed | undefined {
  try {
    parse(value)
    return undefined
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error
    return { message: `at character ${error.position}: ${error.message}`, position: error.position }
  }
}
