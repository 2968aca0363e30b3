import { useState } from 'react'
import { TimeEntriesService } from '~/gen/tandem/timesheets/v1/time_entries_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { parseDuration } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** A line to log time by hand. */
export function NewEntry({ itemId }: { itemId: string }) {
  const [requestId, renew] = useRequestId()
  const [duration, setDuration] = useState('')
  const [notes, setNotes] = useState('')
  const [billable, setBillable] = useState(true)
  const create = useCommand(TimeEntriesService.method.createTimeEntry)
  const problem = create.error ? problemOf(create.error) : undefined
  const length = parseDuration(duration)
  const wrong = duration !== '' && length === undefined ? text.durationWrong : undefined

  const add = () => {
    if (length === undefined || create.isPending) return
    create.mutate(
      { itemId, duration: { seconds: BigInt(length) }, notes, billable, requestId },
      {
        onSuccess: () => {
          setDuration('')
          setNotes('')
          renew()
        },
      },
    )
  }
  return (
    <form
      aria-label={text.addTime}
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <div className="w-40">
        <Field label={text.duration} hint={text.durationHint} problem={wrong ?? fieldProblem(problem, 'duration') ?? problem?.message}>
          <input value={duration} placeholder="30m" onChange={(event) => setDuration(event.target.value)} className={inputLook} />
        </Field>
      </div>
      <div className="min-w-40 grow basis-0">
        <Field label={text.notes} problem={fieldProblem(problem, 'notes')}>
          <input value={notes} maxLength={2000} onChange={(event) => setNotes(event.target.value)} className={inputLook} />
        </Field>
      </div>
      <label className="flex h-8 items-center gap-1.5 text-sm sm:mt-6">
        <input type="checkbox" checked={billable} onChange={(event) => setBillable(event.target.checked)} className="size-4 accent-(--accent)" />
        {text.billable}
      </label>
      <Button type="submit" busy={create.isPending} disabled={length === undefined} className="sm:mt-6">
        {text.add}
      </Button>
    </form>
  )
}
