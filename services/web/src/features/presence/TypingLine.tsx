import { PersonName } from '~/features/people/PersonName'
import { Presence_Activity } from '~/gen/tandem/conversations/v1/presence_service_pb'
import { usePresence } from './usePresence'

/** Who else writes here now. */
export function TypingLine({ subject }: { subject: string }) {
  const [first, ...others] = usePresence(subject).filter(({ activity }) => activity === Presence_Activity.TYPING)
  return (
    <p role="status" className="px-4 text-xs text-soft italic empty:hidden">
      {first && (
        <>
          <PersonName id={first.userId} fallback="Somebody" />
          {others.length > 0 ? ` and ${others.length} more are typing…` : ' is typing…'}
        </>
      )}
    </p>
  )
}
