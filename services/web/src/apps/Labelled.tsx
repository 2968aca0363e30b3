/** @jsxImportSource preact */
import { type VNode, cloneElement } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  label: string
  hint?: string
  problem?: string | undefined
  children: VNode<{ id?: string; 'aria-describedby'?: string | undefined; 'aria-invalid'?: boolean }>
}

/** A labelled box with what is wrong with it beneath. */
export function Labelled({ label, hint, problem, children }: Props) {
  const id = useId()
  return (
    <div class="grid gap-1">
      <label for={id} class="text-sm font-medium">
        {label}
      </label>
      {cloneElement(children, { id, 'aria-describedby': problem ? `${id}-problem` : hint ? `${id}-hint` : undefined, 'aria-invalid': Boolean(problem) })}
      {hint && !problem && (
        <p id={`${id}-hint`} class="text-xs text-soft">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} class="text-xs text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
