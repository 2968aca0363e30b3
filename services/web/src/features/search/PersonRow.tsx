import { Link } from '@tanstack/react-router'
import { Avatar } from '~/ui/Avatar'

interface Props {
  person: { id: string; name: string; email: string }
  /** What they are on their tickets, as the filter calls it. */
  field: string
}

/** Somebody who was found; leads to their tickets. */
export function PersonRow({ person, field }: Props) {
  const name = person.name || person.email
  return (
    <Link
      to="/tickets"
      search={{ filter: `${field} = ${person.id}` }}
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
