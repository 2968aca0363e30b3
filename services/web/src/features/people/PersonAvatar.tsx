import { Bot } from 'lucide-react'
import { Avatar } from '~/ui/Avatar'
import { usePerson } from './usePeople'

/** A person's picture: initials, or a machine for rules. */
export function PersonAvatar({ id, size, name }: { id: string; size?: 'small' | 'large'; name?: string }) {
  const person = usePerson(id)
  if (id === 'system' || id.startsWith('rule_')) {
    const box = size === 'large' ? 'size-8' : 'size-5'
    return (
      <span className={`inline-flex shrink-0 items-center justify-center rounded-full bg-hover text-soft ${box}`}>
        <Bot aria-hidden className="size-3/5" />
      </span>
    )
  }
  const shown = person?.name || person?.email || name || '?'
  return <Avatar id={id || shown} name={shown} {...(size ? { size } : {})} team={person?.team ?? false} />
}
