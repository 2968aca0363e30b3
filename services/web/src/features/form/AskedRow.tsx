import { X } from 'lucide-react'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Select } from '~/ui/Select'
import { admin, requiredOf } from './adminText'
import { keyOf } from './key'
import { type Asked, type Audience, type Required } from './useForms'

interface Props {
  asked: Asked
  name: string
  audience: Audience
  /** Why it stays as it is. */
  fixed: string | undefined
  onRequire: (required: Required) => void
  onRemove: () => void
}

/** One thing that a form asks for, and when it must be given. */
export function AskedRow({ asked, name, audience, fixed, onRequire, onRemove }: Props) {
  return (
    <>
      <span className="flex min-w-0 grow flex-wrap items-center gap-x-2 font-medium">
        {name}
        {keyOf(asked.field) !== undefined && <Badge>{admin.own}</Badge>}
      </span>
      <span className="w-40 shrink-0 sm:w-56" title={fixed}>
        <Select aria-label={admin.requiredFor(name)} options={requiredOf(audience)} value={asked.required} disabled={fixed !== undefined} onChange={onRequire} />
      </span>
      <Button look="ghost" className="w-8 px-0" aria-label={admin.remove(name)} disabledReason={fixed} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </>
  )
}
