import { CircleCheck } from 'lucide-react'
import { useEffect, useRef } from 'react'

interface Props {
  title: string
  about: string
  good: boolean
  /** The person came here by a press: what is read goes on from here. */
  focus: boolean
}

/** What a step is about. Shown anew for each step. */
export function StepHeading({ title, about, good, focus }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focus) heading.current?.focus()
  }, [focus])
  return (
    <header>
      <h2 ref={heading} tabIndex={-1} className="flex items-center gap-2 text-lg font-semibold outline-none">
        {good && <CircleCheck aria-hidden className="size-5 text-good" />}
        {title}
      </h2>
      <p className="text-sm text-soft">{about}</p>
    </header>
  )
}
