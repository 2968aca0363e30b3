import { Link } from '@tanstack/react-router'
import { ListCells } from '~/features/people/ListCells'
import type { ListColumn } from '~/features/people/useListColumns'
import type { Organization } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { Avatar } from '~/ui/Avatar'
import { text } from './text'

interface Props {
  organization: Organization
  columns: ListColumn[]
}

/** An organization, what the chosen columns have of it, and the ways to its page and its tickets. */
export function OrganizationRow({ organization, columns }: Props) {
  const { id, name } = organization
  return (
    <div className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-1">
      <Avatar id={id} name={name} size="large" />
      <span className="min-w-0 grow basis-0">
        <Link to="/organizations/$organization" params={{ organization: id }} className="block max-w-full truncate rounded font-medium hover:underline">
          {name}
        </Link>
      </span>
      <ListCells columns={columns} row={organization} />
      <Link to="/tickets" search={{ filter: `organization = ${id}` }} className="w-12 shrink-0 text-right text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
    </div>
  )
}
