// The channels that do not work.
import { type ChannelHealth_Channel, ChannelHealthService } from '~/gen/tandem/conversations/v1/channel_health_service_pb'
import { useRead } from '~/lib/query'

export function useBadChannels(): ChannelHealth_Channel[] {
  return useRead(ChannelHealthService.method.getChannelHealth, {}).data?.channels.filter(({ good }) => !good) ?? []
}
