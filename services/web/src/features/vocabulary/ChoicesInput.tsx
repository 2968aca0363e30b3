import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { ColorInput } from './ColorInput'
import { text } from './text'

export interface EditedChoice {
  /** Empty for a new one. */
  id: string
  name: string
  color: string
}

interface Props {
  value: EditedChoice[]
  problem: string | undefined
  onChange: (choices: EditedChoice[]) => void
}

/** The choices of a field: named, coloured, added, taken away. */
export function ChoicesInput({ value, problem, onChange }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const set = (index: number, some: Partial<EditedChoice>) => onChange(value.map((one, at) => (at === index ? { ...one, ...some } : one)))
  const add = () => {
    onChange([...value, { id: '', name: '', color: '' }])
    setTimeout(() => list.current?.querySelector<HTMLInputElement>('li:last-child input[type=text]')?.focus())
  }
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">{text.choices}</legend>
      <ol ref={list} className="grid gap-1">
        {value.map((choice, index) => (
          // A new choice has no id yet, and stays in its place.
          <li key={choice.id || index} className="flex items-center gap-1">
            <ColorInput aria-label={text.choiceColor(index + 1)} value={choice.color} onChange={(color) => set(index, { color })} />
            <input
              type="text"
              aria-label={text.choice(index + 1)}
              required
              maxLength={100}
              value={choice.name}
              onChange={({ target }) => set(index, { name: target.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || index < value.length - 1 || !choice.name || value.length >= 200) return
                event.preventDefault()
                add()
              }}
              className={inputLook}
            />
            <IconButton
              label={text.removeChoice(choice.name || text.choice(index + 1))}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ol>
      <Button look="ghost" disabledReason={value.length >= 200 ? text.fullChoices : undefined} onClick={add}>
        <Plus aria-hidden />
        {text.addChoice}
      </Button>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
