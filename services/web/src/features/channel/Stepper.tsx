import { Check } from 'lucide-react'
import { text } from './text'

interface Props {
  steps: readonly { title: string }[]
  at: number
  /** Goes back to a step that is done. */
  onGo: (step: number) => void
  /** Nothing can be gone back to any more. */
  done: boolean
}

/** Where one is on the way, and the way back. */
export function Stepper({ steps, at, onGo, done }: Props) {
  return (
    <nav aria-label={text.steps}>
      <p className="text-xs text-soft sm:hidden">{text.step(at + 1, steps.length)}</p>
      <ol className="hidden items-center gap-2 sm:flex">
        {steps.map(({ title }, step) => (
          <li key={title} className="flex min-w-0 items-center gap-2">
            {step > 0 && <span aria-hidden className={`h-px w-4 lg:w-8 ${step <= at ? 'bg-accent' : 'bg-line'}`} />}
            <Step title={title} number={step + 1} state={step < at ? 'done' : step === at ? 'now' : 'later'} onGo={step < at && !done ? () => onGo(step) : undefined} />
          </li>
        ))}
      </ol>
    </nav>
  )
}

const marks = {
  done: 'border-accent bg-accent-soft text-accent',
  now: 'border-accent bg-accent text-accent-ink',
  later: 'border-line text-soft',
}

function Step({ title, number, state, onGo }: { title: string; number: number; state: keyof typeof marks; onGo: (() => void) | undefined }) {
  const inside = (
    <>
      <span aria-hidden className={`inline-flex size-6 shrink-0 items-center justify-center rounded-full border text-xs font-semibold tabular-nums ${marks[state]}`}>
        {state === 'done' ? <Check className="size-3.5" /> : number}
      </span>
      <span className={`truncate ${state === 'now' ? 'font-medium' : 'text-soft'}`}>{title}</span>
    </>
  )
  const look = 'flex min-w-0 items-center gap-1.5 text-sm'
  if (!onGo) {
    return (
      <span aria-current={state === 'now' ? 'step' : undefined} className={look}>
        {inside}
      </span>
    )
  }
  return (
    <button type="button" onClick={onGo} className={`${look} rounded-md hover:underline`}>
      {inside}
    </button>
  )
}
