import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { say } from '~/lib/error'
import { store } from '~/lib/store'
import { IconButton } from './IconButton'

interface Note {
  id: number
  text: string
  bad: boolean
  action?: Action | undefined
}

/** What can be done about what was said. */
export interface Action {
  label: string
  run: () => void
}

const notes = store<Note[]>([])
let last = 0
const shownMs = 6000

/** Says that something was done. */
export function tell(text: string, action?: Action): void {
  add(text, false, action)
}

/** Says what went wrong. */
export function complain(error: unknown): void {
  add(typeof error === 'string' ? error : say(error), true)
}

export function Toasts() {
  const shown = notes.use()
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-4 z-60 flex flex-col items-center gap-2 px-4">
      {shown.map((note) => (
        <div
          key={note.id}
          className="pointer-events-auto flex max-w-md items-center gap-2 rounded-lg border border-line bg-raised py-1 pr-1 pl-3 shadow-pop"
        >
          {note.bad ? (
            <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
          ) : (
            <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          )}
          <span>{note.text}</span>
          {note.action && <Do action={note.action} done={() => remove(note.id)} />}
          <IconButton label="Dismiss" onClick={() => remove(note.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </div>
  )
}

function Do({ action, done }: { action: Action; done: () => void }) {
  const run = () => {
    action.run()
    done()
  }
  return (
    <button type="button" onClick={run} className="h-8 rounded-md px-2 text-sm font-medium text-accent hover:bg-hover">
      {action.label}
    </button>
  )
}

function add(text: string, bad: boolean, action?: Action): void {
  const id = ++last
  notes.set([...notes.get().filter((note) => note.text !== text), { id, text, bad, action }].slice(-3))
  setTimeout(() => remove(id), shownMs)
}

function remove(id: number): void {
  notes.set(notes.get().filter((note) => note.id !== id))
}
