// The words of what is in each other.
export const text = {
  actions: (name: string) => `Actions for ${name}`,
  rename: 'Rename…',
  moveUp: 'Move up',
  moveDown: 'Move down',
  moveTo: 'Move into…',
  remove: 'Delete…',
  top: 'At the top',
  name: 'Name',
  save: 'Save',
  create: 'Create',
  cancel: 'Cancel',
  noneFound: 'Nothing by that name',
  moved: (name: string) => `Moved ${name}`,
  removed: (name: string) => `Deleted ${name}`,
  fold: (name: string) => `What is in ${name}`,
}
