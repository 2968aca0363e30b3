import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Organization } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { Avatar } from '~/ui/Avatar'
import { Badge } from '~/ui/Badge'
import { OrganizationDialog } from './OrganizationDialog'
import { text } from './text'

/** An organization, its domains, and the way to its tickets. */
export function OrganizationRow({ organization }: { organization: Organization }) {
  const { id, name, domains } = organization
  const [open, setOpen] = useState(false)
  return (
    <div className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-1">
      <Avatar id={id} name={name} size="large" />
      <span className="min-w-0 grow">
        <button type="button" onClick={() => setOpen(true)} className="block max-w-full truncate rounded text-left font-medium hover:underline">
          {name}
        </button>
      </span>
      <span className="flex flex-wrap justify-end gap-1">
        {domains.slice(0, 3).map((domain) => (
          <Badge key={domain}>{domain}</Badge>
        ))}
      </span>
      <Link to="/tickets" search={{ filter: `organization = ${id}` }} className="text-sm text-accent hover:underline">
        {text.tickets}
      </Link>
      {open && <OrganizationDialog organization={organization} onClose={() => setOpen(false)} />}
    </div>
  )
}
