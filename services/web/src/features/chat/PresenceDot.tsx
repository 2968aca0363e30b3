import { Chat_Presence } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { presences } from './text'

const looks: Record<Chat_Presence, string> = {
  [Chat_Presence.UNSPECIFIED]: 'bg-strong-line',
  [Chat_Presence.ONLINE]: 'bg-good',
  [Chat_Presence.AWAY]: 'bg-star',
  [Chat_Presence.OFFLINE]: 'bg-strong-line',
}

/** Whether a visitor is there: by colour, and in words for who does not see it. */
export function PresenceDot({ presence = Chat_Presence.OFFLINE, className = '' }: { presence?: Chat_Presence | undefined; className?: string }) {
  return (
    <span
      role="img"
      aria-label={presences[presence]}
      title={presences[presence]}
      className={`inline-block size-2.5 rounded-full ring-2 ring-surface ${looks[presence]} ${className}`}
    />
  )
}
