import { Check } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'

export interface Choice {
  id: string
  label: string
  /** More words that find it. */
  also?: string
  icon?: ReactNode
  hint?: ReactNode
  /** A line beneath. */
  detail?: ReactNode
}

interface Props {
  label: string
  choices: Choice[]
  selected?: readonly string[]
  onPick: (choice: Choice) => void
  empty: string
  /** Given: the choices are found elsewhere, by this. */
  onSearch?: (text: string) => void
}

const none: string[] = []

/** A box to type in over a list to choose from: pickers and the command palette. */
export function Picker({ label, choices, selected = none, onPick, empty, onSearch }: Props) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const found = onSearch ? choices : choices.filter((choice) => matches(choice, text))
  const current = Math.min(at, found.length - 1)

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length > 0) {
      event.preventDefault()
      const next = (current + step + found.length) % found.length
      setAt(next)
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' })
    }
    const choice = found[current]
    if (event.key === 'Enter' && choice) {
      event.preventDefault()
      onPick(choice)
    }
  }
  return (
    <div className="flex min-h-0 flex-col">
      <input
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={found.length > 0 ? `${list}-${current}` : undefined}
        placeholder={label}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
          onSearch?.(event.target.value)
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full border-b border-line bg-transparent px-2.5 text-base outline-none"
      />
      <div id={list} role="listbox" aria-label={label} className="min-h-0 overflow-y-auto p-1">
        {found.map((choice, index) => (
          <div
            key={choice.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={selected.includes(choice.id) || (selected.length === 0 && index === current)}
            onPointerMove={() => setAt(index)}
            onClick={() => onPick(choice)}
            onKeyDown={undefined}
            className={`flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 [&_svg]:size-4 [&_svg]:shrink-0 ${index === current ? 'bg-hover' : ''}`}
          >
            {choice.icon}
            <span className="min-w-0 grow">
              <span className="block truncate">{choice.label}</span>
              {choice.detail && <span className="block truncate text-xs text-soft">{choice.detail}</span>}
            </span>
            {choice.hint && <span className="max-w-1/2 shrink-0 truncate text-xs text-soft">{choice.hint}</span>}
            {selected.includes(choice.id) && <Check aria-hidden className="text-accent" />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-3 pb-3 text-sm text-soft">{empty}</p>}
    </div>
  )
}

function matches(choice: Choice, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const inside = `${choice.label} ${choice.also ?? ''}`.toLowerCase()
  return words.every((word) => inside.includes(word))
}
