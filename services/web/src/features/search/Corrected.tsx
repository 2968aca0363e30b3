import { Link } from '@tanstack/react-router'
import type { SearchSearch } from './search'
import { text } from './text'

interface Props {
  search: SearchSearch
  corrected: string
}

/** Says that other words were looked for than those typed, with the way back. */
export function Corrected({ search, corrected }: Props) {
  return (
    <p role="status" className="border-b border-line px-4 py-2 text-sm">
      {text.showing} <strong>{corrected}</strong>.{' '}
      <Link to="/search" search={{ ...search, exact: true }} className="text-accent underline">
        {text.instead(search.q ?? '')}
      </Link>
    </p>
  )
}
