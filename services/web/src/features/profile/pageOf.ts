// Where the page of a person or an organization is.

/** By their id; undefined for what has no page, such as a team. */
export function pageOf(id: string) {
  if (id.startsWith('cus_')) return { to: '/customers/$customer', params: { customer: id } } as const
  if (id.startsWith('org_')) return { to: '/organizations/$organization', params: { organization: id } } as const
  if (id.startsWith('usr_')) return { to: '/users/$user', params: { user: id } } as const
  return undefined
}
