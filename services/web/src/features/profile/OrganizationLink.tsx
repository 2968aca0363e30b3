import { Link } from '@tanstack/react-router'
import { useOrganization } from '~/features/people/useOrganization'

/** An organization's name that leads to its page. */
export function OrganizationLink({ id }: { id: string }) {
  const organization = useOrganization(id)
  return (
    <Link to="/organizations/$organization" params={{ organization: id }} className="rounded hover:underline">
      {organization?.name ?? '…'}
    </Link>
  )
}
