// The words of outgoing mail.
export const text = {
  title: 'Outgoing mail',
  about: 'Every mail that left or waits to leave. Where no relay is set, mails are kept here and go nowhere.',
  kept: 'Kept',
  none: 'No mail has been sent yet',
  to: 'To',
  openLink: 'Links in it',
  message: 'Mail',
  more: 'Show more',
}
