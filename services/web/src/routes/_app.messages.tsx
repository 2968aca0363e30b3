import { createFileRoute } from '@tanstack/react-router'
import { MessengerScreen } from '~/features/messenger/MessengerScreen'
import { messengerSearch } from '~/features/messenger/search'

export const Route = createFileRoute('/_app/messages')({
  validateSearch: messengerSearch,
  component: () => <MessengerScreen search={Route.useSearch()} />,
})
