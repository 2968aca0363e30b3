// The words of custom fields' values.
export const text = {
  nothing: '–',
  yes: 'Yes',
  no: 'No',
  save: 'Save',
  cancel: 'Cancel',
  edit: (name: string) => `Change ${name}`,
  openLink: (name: string) => `Open ${name}`,
  more: (count: number) => (count === 1 ? '1 more field' : `${count} more fields`),
}
