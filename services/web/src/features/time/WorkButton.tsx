import { Play, Square } from 'lucide-react'
import { useShortcut } from '~/lib/keys'
import { Button } from '~/ui/Button'
import { Ticking } from './Ticking'
import { text } from './text'
import { useTimer } from './useTimer'

/** Starts and stops the caller's work on an item. */
export function WorkButton({ itemId }: { itemId: string }) {
  const timer = useTimer()
  const here = timer.running?.itemId === itemId ? timer.running : undefined
  const toggle = () => (here ? timer.stop() : timer.start(itemId))
  useShortcut('w', 'Start or stop work', toggle)
  return (
    <Button busy={timer.busy} onClick={toggle} className={here ? 'border-good! text-good!' : ''}>
      {here ? <Square aria-hidden className="fill-current" /> : <Play aria-hidden />}
      {here ? (
        <>
          <span className="sr-only">{text.stopWork}</span> <Ticking timer={here} />
        </>
      ) : (
        text.start
      )}
    </Button>
  )
}
