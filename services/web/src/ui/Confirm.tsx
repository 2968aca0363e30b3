import type { ReactNode } from 'react'
import { Button } from './Button'
import { Dialog } from './Dialog'

interface Props {
  title: string
  /** What it means. */
  children: ReactNode
  action: string
  danger?: boolean
  busy: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that is not easily undone. */
export function Confirm({ title, children, action, danger, busy, onConfirm, onClose }: Props) {
  return (
    <Dialog title={title} open onClose={onClose}>
      <div className="pb-4 wrap-anywhere">{children}</div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
