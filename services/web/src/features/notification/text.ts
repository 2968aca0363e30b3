// The words of notifications.
export const text = {
  title: 'Notifications',
  label: (unseen: number) => (unseen ? `Notifications, ${unseen} unseen` : 'Notifications'),
  none: 'Nothing to know of',
  seeAll: 'Mark all as seen',
  more: 'Show older',
}
