import { Building2, Folder, Lock, Users } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import type { Named } from './useNamed'

const signs = { group: Users, organization: Building2, project: Folder, item: Lock }

/** The picture that stands for a conversation. */
export function Face({ face }: { face: Named['face'] }) {
  if (typeof face === 'object') return <PersonAvatar id={face.id} name={face.name || '?'} size="large" />
  const Sign = signs[face]
  return (
    <span className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg ${face === 'item' ? 'bg-internal-soft text-internal' : 'bg-accent-soft text-accent'}`}>
      <Sign aria-hidden className="size-4" />
    </span>
  )
}
