// The words of projects.
export const text = {
  title: 'Projects',
  newProject: 'New project',
  none: 'There are no projects yet',
  serves: (organization: string) => `for ${organization}`,
  tickets: 'Tickets',
  tasks: 'Tasks',
  name: 'Name',
  create: 'Create',
  cancel: 'Cancel',
}
