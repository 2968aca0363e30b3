import { Link } from '@tanstack/react-router'
import { pageOf } from '~/features/profile/pageOf'
import { Avatar } from '~/ui/Avatar'

/** Somebody who was found; leads to their page. */
export function PersonRow({ person }: { person: { id: string; name: string; email: string } }) {
  const name = person.name || person.email
  const page = pageOf(person.id)
  if (!page) return null
  return (
    <Link
      {...page}
      data-result
      className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-1.5 outline-offset-[-2px] hover:bg-hover"
    >
      <Avatar id={person.id} name={name} size="large" />
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{name}</span>
        {person.name && <span className="block truncate text-xs text-soft">{person.email}</span>}
      </span>
    </Link>
  )
}
