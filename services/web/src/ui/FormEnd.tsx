import type { Problem } from '~/lib/error'
import { Button } from './Button'

interface Props {
  /** Shown here where it names no field. */
  problem: Problem | undefined
  busy: boolean
  /** Why it cannot be sent yet. */
  disabledReason?: string | undefined
  submit: string
  cancel: string
  onCancel: () => void
}

/** The end of a form in a dialog: what went wrong with the whole, and its two buttons. */
export function FormEnd({ problem, busy, disabledReason, submit, cancel, onCancel }: Props) {
  return (
    <>
      {problem && problem.fields.length === 0 && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          {problem.message}
        </p>
      )}
      <div data-form-end className="z-10 flex justify-end gap-2 pt-1">
        <Button onClick={onCancel}>{cancel}</Button>
        <Button look="primary" type="submit" busy={busy} disabledReason={disabledReason}>
          {submit}
        </Button>
      </div>
    </>
  )
}
