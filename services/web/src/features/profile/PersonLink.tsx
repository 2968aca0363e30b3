import { Link } from '@tanstack/react-router'
import { PersonName } from '~/features/people/PersonName'
import { pageOf } from './pageOf'

/** A customer's or a user's name that leads to their page; of anybody else, only the name. */
export function PersonLink({ id, fallback }: { id: string; fallback?: string }) {
  const name = <PersonName id={id} {...(fallback === undefined ? {} : { fallback })} />
  const page = pageOf(id)
  if (!page) return name
  return (
    <Link {...page} className="rounded hover:underline">
      {name}
    </Link>
  )
}
