import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './Button'

interface Props {
  save: string
  busy: boolean
  /** Something was changed. */
  changed: boolean
  remove: string
  onRemove: () => void
  /** What went wrong. */
  children?: ReactNode
}

/** The end of a form of settings, in sight wherever it is read: what went wrong, saving and removing. */
export function SettingsEnd({ save, busy, changed, remove, onRemove, children }: Props) {
  return (
    <div className="sticky bottom-0 grid gap-3 border-t border-line bg-surface py-3">
      {children}
      <div className="flex justify-between gap-2">
        <Button look="primary" type="submit" busy={busy} disabled={!changed}>
          {save}
        </Button>
        <Button look="danger" onClick={onRemove}>
          <Trash2 aria-hidden />
          {remove}
        </Button>
      </div>
    </div>
  )
}
