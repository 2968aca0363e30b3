import { ChevronDown, Send } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/Button'
import { Pop } from '~/ui/Pop'
import { composing } from './composing'
import { SendLater } from './SendLater'
import type { Side } from './sides'
import type { Later } from './useConversation'

interface Props {
  side: Side
  withCustomer: boolean
  ready: boolean
  busy: boolean
  onLater: (later: Later) => void
}

/** Sends now, or offers to send later. */
export function SendButtons({ side, withCustomer, ready, busy, onLater }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <span className="inline-flex">
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
          onSend={(later) => {
            setOpen(false)
            onLater(later)
          }}
        />
      </Pop>
    </span>
  )
}
