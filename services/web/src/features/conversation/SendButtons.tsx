import { CalendarClock, ChevronDown, Send, X } from 'lucide-react'
import { useState } from 'react'
import type { Draft } from '~/lib/draft'
import { useNow } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Pop } from '~/ui/Pop'
import { composing } from './composing'
import { SendLater } from './SendLater'
import type { Side } from './sides'
import { shortTime } from './sendTimes'
import type { Later } from './useConversation'

interface Props {
  side: Side
  withCustomer: boolean
  ready: boolean
  busy: boolean
  /** When it is meant to go. */
  planned: Draft['later']
  onPlan: (later: Draft['later']) => void
  onLater: (later: Later) => void
}

/** Sends now, or offers to send later. */
export function SendButtons({ side, withCustomer, ready, busy, planned, onPlan, onLater }: Props) {
  const [open, setOpen] = useState(false)
  const now = useNow('half-minute')
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-y-1">
      {planned && (
        <span className="mr-1 inline-flex h-8 items-center gap-1 rounded-md bg-hover pl-2 text-xs text-soft [&_svg]:size-3.5">
          <CalendarClock aria-hidden />
          {composing.plannedFor(shortTime(new Date(planned.at), new Date(now)))}
          <button type="button" aria-label={composing.forgetTime} title={composing.forgetTime} onClick={() => onPlan(undefined)} className="inline-flex size-7 items-center justify-center rounded-md hover:text-ink">
            <X aria-hidden />
          </button>
        </span>
      )}
      <span className="inline-flex items-center">
        <Button look="primary" type="submit" disabled={!ready} busy={busy} title={composing.sendKeys} className={`rounded-r-none ${side.button}`}>
          <Send aria-hidden />
          {side.send}
        </Button>
        <Pop
          label={composing.sendLater}
          open={open}
          onOpenChange={setOpen}
          align="end"
          className="w-80"
          trigger={
            <Button look="primary" aria-label={composing.sendLater} title={composing.sendLater} className={`ml-px rounded-l-none px-1.5! ${side.button} ${ready ? '' : 'opacity-55'}`}>
              <ChevronDown aria-hidden />
            </Button>
          }
        >
          <SendLater
            withCustomer={withCustomer}
            ready={ready}
            first={planned}
            onPlan={onPlan}
            onSend={(later) => {
              setOpen(false)
              onLater(later)
            }}
          />
        </Pop>
      </span>
    </span>
  )
}
