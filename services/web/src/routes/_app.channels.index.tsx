import { createFileRoute } from '@tanstack/react-router'
import { ChannelsScreen } from '~/features/channel/ChannelsScreen'
import { channelSearch } from '~/features/channel/search'

export const Route = createFileRoute('/_app/channels/')({
  validateSearch: channelSearch,
  component: () => <ChannelsScreen search={Route.useSearch()} />,
})
