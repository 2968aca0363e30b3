import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useIsAdmin } from '~/lib/session'
import { Button } from '~/ui/Button'
import { text } from './text'

interface Props {
  about: string
  add: string
  onAdd: () => void
  /** Why there can be no more. */
  full?: string | undefined
  children?: ReactNode
}

/** What is administered here, what of it is shown, and the button that adds one. */
export function Bar({ about, add, onAdd, full, children }: Props) {
  const admin = useIsAdmin()
  return (
    <div className="grid gap-2 px-4 py-3">
      <p className="text-sm text-soft">{about}</p>
      <div className="flex flex-wrap items-center gap-2">
        {children}
        <Button look="primary" className="ml-auto" disabledReason={admin ? full : text.adminsOnly} onClick={onAdd}>
          <Plus aria-hidden />
          {add}
        </Button>
      </div>
    </div>
  )
}
