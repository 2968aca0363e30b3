import { createFileRoute } from '@tanstack/react-router'
import { MailboxScreen } from '~/features/channel/MailboxScreen'
import { NewMailbox } from '~/features/channel/NewMailbox'

export const Route = createFileRoute('/_app/channels/$mailbox')({
  component: () => {
    const { mailbox } = Route.useParams()
    return mailbox === 'new' ? <NewMailbox /> : <MailboxScreen key={mailbox} id={mailbox} />
  },
})
