import { useState } from 'react'
import type { Draft } from '~/lib/draft'
import { useNow } from '~/lib/time'
import { undoChoices, setUndoSeconds, undoSeconds } from '~/lib/undo'
import { Button } from '~/ui/Button'
import { inputLook } from '~/ui/input'
import { composing } from './composing'
import { fieldTime, sendTimes, shortTime } from './sendTimes'
import type { Later } from './useConversation'

interface Props {
  withCustomer: boolean
  ready: boolean
  /** A message that waits already is changed; else it is a new one. */
  waits?: boolean
  /** What is chosen before anything is pressed. */
  first?: Draft['later']
  /** Told of each choice, before it is sent so. */
  onPlan?: (later: Draft['later']) => void
  onSend: (later: Later) => void
}

/** When to send: some usual times, or any. */
export function SendLater({ withCustomer, ready, waits = false, first, onPlan, onSend }: Props) {
  const [now] = useState(() => new Date())
  const [time, setTime] = useState(() => fieldTime(first && first.at > now.getTime() ? new Date(first.at) : (sendTimes(now)[0]?.at ?? now)))
  const [cancelOnReply, setCancelOnReply] = useState(first?.cancelOnReply ?? withCustomer)
  const undo = undoSeconds.use()
  const chosen = new Date(time)
  const tick = useNow('half-minute')
  const past = !(chosen.getTime() > tick)
  const plan = (field: string, cancels: boolean) => {
    setTime(field)
    setCancelOnReply(cancels)
    const at = new Date(field).getTime()
    if (at > now.getTime()) onPlan?.({ at, cancelOnReply: withCustomer && cancels })
  }
  const send = (when: Date) => onSend({ at: when, cancelOnReply: withCustomer && cancelOnReply })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] overflow-y-auto p-1 text-sm">
      <p className="px-2 pt-1.5 pb-1 text-xs font-medium text-soft">{waits ? composing.changeTime : composing.sendLater}</p>
      {sendTimes(now).map((one) => (
        <button
          key={one.label}
          type="button"
          aria-disabled={!ready || undefined}
          title={ready ? undefined : composing.writeFirst}
          onClick={() => ready && send(one.at)}
          className="flex h-8 items-center justify-between gap-3 rounded-md px-2 text-left hover:bg-hover aria-disabled:cursor-not-allowed aria-disabled:opacity-55"
        >
          {one.label}
          <span className="text-xs text-soft tabular-nums">{shortTime(one.at, now)}</span>
        </button>
      ))}
      <div className="mt-1 grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line px-2 pt-2 pb-1.5">
        <div className="flex gap-1.5">
          <input
            type="datetime-local"
            aria-label={composing.sendAt}
            aria-invalid={past}
            min={fieldTime(now)}
            value={time}
            onChange={(event) => plan(event.target.value, cancelOnReply)}
            className={`${inputLook} min-w-0 px-1.5! text-sm!`}
          />
          <Button disabledReason={ready ? (past ? composing.timePassed : undefined) : composing.writeFirst} onClick={() => send(chosen)}>
            {composing.schedule}
          </Button>
        </div>
        {withCustomer && (
          <label className="flex min-h-6 items-center gap-2">
            <input type="checkbox" checked={cancelOnReply} onChange={(event) => plan(time, event.target.checked)} className="size-4 accent-accent" />
            {composing.cancelOnReply}
          </label>
        )}
      </div>
      {withCustomer && !waits && (
        <label className="flex items-center justify-between gap-2 border-t border-line px-2 pt-2 pb-1 text-xs text-soft">
          {composing.undoFor}
          <select value={undo} onChange={(event) => setUndoSeconds(Number(event.target.value))} className={`${inputLook} w-20! text-xs!`}>
            {undoChoices.map((one) => (
              <option key={one} value={one}>
                {composing.undoChoice(one)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}
