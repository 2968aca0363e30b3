import { usePerson } from './usePeople'

/** A person's name; a dash until it is known. */
export function PersonName({ id, fallback = '—' }: { id: string; fallback?: string }) {
  const person = usePerson(id)
  return <>{person?.name || person?.email || fallback}</>
}
