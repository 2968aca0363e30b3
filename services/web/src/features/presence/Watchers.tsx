import { PersonAvatar } from '~/features/people/PersonAvatar'
import { useBeat, usePresence } from './usePresence'

const most = 4

/** Faces of the others who look at this now. */
export function Watchers({ subject }: { subject: string }) {
  useBeat(subject)
  const people = usePresence(subject)
  if (people.length === 0) return null
  return (
    <ul aria-label="Also here" className="flex -space-x-1 pr-2">
      {people.slice(0, most).map(({ userId }) => (
        <li key={userId} className="rounded-full ring-2 ring-good">
          <PersonAvatar id={userId} />
        </li>
      ))}
      {people.length > most && <li className="pl-2 text-xs text-soft">+{people.length - most}</li>}
    </ul>
  )
}
