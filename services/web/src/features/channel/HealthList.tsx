import { useQuery } from '@tanstack/react-query'
import { Activity, CircleAlert, CircleCheck } from 'lucide-react'
import { ChannelHealthService } from '~/gen/tandem/conversations/v1/channel_health_service_pb'
import { read } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { ChannelCard } from './ChannelCard'
import { ChatChannelCard } from './ChatChannelCard'
import { SkippedMails } from './SkippedMails'
import { text } from './text'

const everyMs = 15_000

/** How the channels fare: what works, what does not, and what to do about it. */
export function HealthList() {
  const { data, error, isPending, refetch } = useQuery({ ...read(ChannelHealthService.method.getChannelHealth, {}), refetchInterval: everyMs })
  if (error && !data) return <Trouble error={error} onRetry={() => void refetch()} />
  if (isPending || !data) return <Loading lines={6} />
  const { channels, skipped } = data
  const bad = channels.filter(({ good }) => !good).length
  if (channels.length === 0) {
    return (
      <Empty icon={<Activity aria-hidden />} title={text.health.none}>
        <p className="max-w-md text-sm">{text.health.noneAbout}</p>
      </Empty>
    )
  }
  return (
    <div className="mx-auto grid w-full max-w-3xl grid-cols-1 gap-4 p-4">
      <p role="status" className={`flex items-center gap-2 rounded-lg px-3 py-2.5 font-medium ${bad ? 'bg-danger-soft text-danger' : 'bg-good-soft text-good'}`}>
        {bad ? <CircleAlert aria-hidden className="size-5 shrink-0" /> : <CircleCheck aria-hidden className="size-5 shrink-0" />}
        {bad ? text.health.bad(bad, channels.length) : text.health.good(channels.length)}
      </p>
      <ul aria-label={text.health.title} className="grid grid-cols-1 gap-3">
        {channels.map((channel) =>
          channel.chat ? <ChatChannelCard key={channel.channel} channel={channel} chat={channel.chat} /> : <ChannelCard key={channel.channel} channel={channel} />,
        )}
      </ul>
      {skipped.length > 0 && <SkippedMails mails={skipped} />}
    </div>
  )
}
