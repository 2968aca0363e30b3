import { createFileRoute } from '@tanstack/react-router'
import { ChatsScreen } from '~/features/chat/ChatsScreen'
import { chatSearch } from '~/features/chat/search'

export const Route = createFileRoute('/_app/chats')({
  validateSearch: chatSearch,
  component: () => <ChatsScreen search={Route.useSearch()} />,
})
