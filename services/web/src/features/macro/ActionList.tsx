import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Problem } from '~/lib/error'
import { Field } from '~/ui/Field'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { ActionFields } from './ActionFields'
import { actionNames } from './actionText'
import { type Draft, blank, drafted } from './macroForm'
import { text } from './text'

interface Props {
  kinds: Kind[]
  drafts: Draft[]
  problem: Problem | undefined
  onChange: (drafts: Draft[]) => void
}

/** The actions, one after another: each of a kind, with what it needs. */
export function ActionList({ kinds, drafts, problem, onChange }: Props) {
  const box = useRef<HTMLFieldSetElement>(null)
  const move = (at: number, by: -1 | 1) => {
    const moved = drafts[at]
    if (moved) onChange(drafts.toSpliced(at, 1).toSpliced(at + by, 0, moved))
  }
  const remove = (at: number) => {
    onChange(drafts.toSpliced(at, 1))
    // The button that was pressed is gone: the keyboard goes on where another action is added.
    box.current?.querySelector<HTMLElement>('[data-add]')?.focus()
  }
  const said = (at: number) => problem?.fields.find(({ field }) => field.includes(`actions[${at}]`))?.problem
  return (
    <fieldset ref={box} className="grid gap-2">
      <legend className="pb-1 text-sm font-medium">{text.actions}</legend>
      <ol aria-label={text.actions} className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {drafts.map(({ key, action }, at) => (
          <li key={key} aria-label={text.action(at + 1)} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border border-line p-2">
            <div className="flex items-center gap-1">
              <p className="grow text-sm font-medium">
                {at + 1}. {actionNames[action.case]}
              </p>
              <IconButton label={text.up(at + 1)} aria-disabled={at === 0 || undefined} className="aria-disabled:opacity-40" onClick={() => at > 0 && move(at, -1)}>
                <ArrowUp />
              </IconButton>
              <IconButton label={text.down(at + 1)} aria-disabled={at === drafts.length - 1 || undefined} className="aria-disabled:opacity-40" onClick={() => at < drafts.length - 1 && move(at, 1)}>
                <ArrowDown />
              </IconButton>
              <IconButton label={text.removeAction(at + 1)} onClick={() => remove(at)}>
                <Trash2 />
              </IconButton>
            </div>
            <ActionFields kinds={kinds} action={action} onChange={(next) => onChange(drafts.with(at, { key, action: next }))} />
            {said(at) && (
              <p role="alert" className="text-xs text-danger">
                {said(at)}
              </p>
            )}
          </li>
        ))}
      </ol>
      <Field label={text.addAction}>
        <select
          data-add
          value=""
          onChange={({ target }) => {
            const make = blank[target.value]
            if (make) onChange([...drafts, drafted(make())])
          }}
          className={inputLook}
        >
          <option value="">…</option>
          {Object.entries(actionNames).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </Field>
    </fieldset>
  )
}
