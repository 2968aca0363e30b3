// What actions and their inputs are called.
export const actionNames: Record<string, string> = {
  setStatus: 'Set the status',
  setPriority: 'Set the priority',
  assign: 'Assign',
  assignRoundRobin: 'Assign in turn',
  addTags: 'Add tags',
  removeTags: 'Remove tags',
  moveToProject: 'Move to a project',
  organizationProject: 'Move to the organization’s project',
  setSla: 'Set the SLA policy',
  postMessage: 'Write a message',
  sendEmail: 'Send an e-mail',
  sendSurvey: 'Send the satisfaction survey',
  publish: 'Show on the portal',
}

export const text = {
  status: 'Status',
  choose: 'Choose…',
  priority: 'Priority',
  assignees: 'To',
  among: 'Among',
  everybody: 'Everybody',
  tags: 'Tags',
  tagsHint: 'Separated by commas, in lower case',
  project: 'Project',
  policy: 'SLA policy',
  usualPolicy: 'The usual one',
  readers: 'To',
  customer: 'The customer',
  internal: 'The team (internal)',
  message: 'Message',
  variables: 'Type { for a variable, / for a canned reply',
  to: 'To',
  toHint: '“requester”, “assignees”, “admins” or addresses, separated by commas',
  subject: 'Subject',
}

/** What a text may name, as the contract lists it. */
export const variables: { name: string; about: string }[] = [
  { name: 'requester.greeting', about: 'Greeting with the requester’s name' },
  { name: 'requester.first_name', about: 'Requester’s first name' },
  { name: 'requester.name', about: 'Requester’s name' },
  { name: 'item.name', about: 'Number and title' },
  { name: 'item.number', about: 'Number' },
  { name: 'item.title', about: 'Title' },
  { name: 'item.status', about: 'Status' },
  { name: 'user.first_name', about: 'First name of whoever runs it' },
  { name: 'user.name', about: 'Name of whoever runs it' },
  { name: 'account.name', about: 'Your organization' },
]
