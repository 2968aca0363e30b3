import { Link } from '@tanstack/react-router'
import type { Organization } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { Avatar } from '~/ui/Avatar'
import { Badge } from '~/ui/Badge'
import { text } from './text'

/** An organization, its domains, and the ways to its page and its tickets. */
export function OrganizationRow({ organization }: { organization: Organization }) {
  const { id, name, domains } = organization
  return (
    <div className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-1">
      <Avatar id={id} name={name} size="large" />
      <span className="min-w-0 grow">
        <Link to="/organizations/$organization" params={{ organization: id }} className="block max-w-full truncate rounded font-medium hover:underline">
          {name}
        </Link>
      </span>
      <span className="flex flex-wrap justify-end gap-1">
        {domains.slice(0, 3).map((domain) => (
          <Badge key={domain}>{domain}</Badge>
        ))}
      </span>
      <Link to="/tickets" search={{ filter: `organization = ${id}` }} className="text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
    </div>
  )
}
