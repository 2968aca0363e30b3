import { RotateCcw } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { firstKeys, pressedKeys } from '~/lib/keyNames'
import { keysOf, remap, useRemapped } from '~/lib/keys'
import { IconButton } from '~/ui/IconButton'
import { Kbd } from '~/ui/Kbd'
import { isOwn, isReserved, taken } from './shortcuts'
import { text } from './text'

const alone = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'])

interface Props {
  id: string
  label: string
  onSaid: (said: string) => void
}

/** A shortcut and its key: a press on the button, and the next key is its. */
export function ShortcutKey({ id, label, onSaid }: Props) {
  const map = useRemapped()
  const [waits, setWaits] = useState(false)
  const [wrong, setWrong] = useState('')
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (!waits || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (alone.has(event.key)) return
    const keys = pressedKeys(event.nativeEvent)
    setWaits(false)
    if (event.key === 'Escape') return
    const other = taken(id, keys, map)
    const problem = isReserved(keys) && keys !== firstKeys(id) ? text.keyReserved(spoken(keys)) : other ? text.keyTaken(spoken(keys), other) : ''
    setWrong(problem)
    if (problem) return
    remap(id, keys)
    onSaid(text.keySet(label, spoken(keys)))
  }
  return (
    <li className="border-b border-line py-1">
      <div className="flex min-h-8 items-center gap-2 text-sm">
        <span className="min-w-0 grow">{label}</span>
        {!isOwn(id, map) && (
          <IconButton
            label={text.ownKey(label)}
            onClick={() => {
              const other = taken(id, firstKeys(id), map)
              setWrong(other ? text.keyTaken(spoken(firstKeys(id)), other) : '')
              if (!other) remap(id, undefined)
            }}
          >
            <RotateCcw />
          </IconButton>
        )}
        <button
          type="button"
          aria-pressed={waits}
          onClick={() => {
            setWrong('')
            setWaits(true)
          }}
          onBlur={() => setWaits(false)}
          onKeyDown={onKeyDown}
          className="inline-flex h-8 min-w-24 items-center justify-center rounded-md border border-line px-2 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
        >
          <span className="sr-only">{`${text.keyOf(label)}: ${waits ? text.pressKey : spoken(keysOf(id, map))}`}</span>
          <span aria-hidden className="text-xs text-accent">
            {waits ? text.pressKey : <Kbd keys={keysOf(id, map)} />}
          </span>
        </button>
      </div>
      {wrong && (
        <p role="alert" className="pb-1 text-sm text-danger">
          {wrong}
        </p>
      )}
    </li>
  )
}

/** As one says it: `Ctrl+K`. */
function spoken(keys: string): string {
  return keys
    .split(/\+(?=.)/)
    .map((key) => ({ mod: 'Ctrl', alt: 'Alt' })[key] ?? key.toUpperCase())
    .join('+')
}
