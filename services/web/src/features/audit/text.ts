// The words of the audit log, and of the export of an account.

export const text = {
  log: 'Audit log',
  about: 'Who changed people, rules, settings, types, views and imports, and who signed in or failed to.',
  ofItems: 'What happened to items',
  actor: 'Who',
  anybody: 'Anybody',
  nobody: 'Somebody who is not signed in',
  kind: 'What',
  from: 'From',
  until: 'Until',
  apply: 'Apply',
  exportLog: 'Export as CSV',
  exportLines: 'Export as JSON lines',
  none: 'Nothing of that happened',
  more: 'Show more',
  byToken: 'by an API token',
  changes: 'Changes',
  field: 'Field',
  before: 'Before',
  after: 'After',
  export: 'Export',
  exportAbout: 'Everything of this account as one zip: a file of JSON lines for each table, and a manifest with the number of rows of each. It is complete while others go on working.',
  exportSecrets: 'Passwords, tokens and the secrets of mailboxes are not in it; of attached files, what is known about them. It holds private conversations too: keep it safe.',
  exportStart: 'Export the account',
  ownersOnly: 'Only an owner can do this',
}

/** Kinds of things, by the prefix of their ids; and kinds of actions. */
export const kinds: { value: string; label: string; subject?: string; action?: string }[] = [
  { value: '', label: 'Anything' },
  { value: 'sign-in', label: 'Sign-ins', action: 'Sign' },
  { value: 'failed', label: 'Failed sign-ins', action: 'SignInFailed' },
  { value: 'usr', label: 'Users', subject: 'usr' },
  { value: 'team', label: 'Teams', subject: 'team' },
  { value: 'cus', label: 'Customers', subject: 'cus' },
  { value: 'org', label: 'Organizations', subject: 'org' },
  { value: 'rule', label: 'Rules', subject: 'rule' },
  { value: 'sla', label: 'SLA policies', subject: 'sla' },
  { value: 'cal', label: 'Business hours', subject: 'cal' },
  { value: 'mbox', label: 'Mailboxes', subject: 'mbox' },
  { value: 'view', label: 'Views', subject: 'view' },
  { value: 'type', label: 'Item types', subject: 'type' },
  { value: 'status', label: 'Statuses', subject: 'status' },
  { value: 'field', label: 'Fields', subject: 'field' },
  { value: 'proj', label: 'Projects', subject: 'proj' },
  { value: 'token', label: 'API tokens', action: 'ApiToken' },
  { value: 'import', label: 'Imports', action: 'ImportsService' },
  { value: 'settings', label: 'Settings', action: 'UpdateAccount' },
]

/** `UsersService/UpdateUser` as people say it: `Update user`. */
export function sentence(action: string): string {
  const words = (action.split('/').at(-1) ?? action).replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
