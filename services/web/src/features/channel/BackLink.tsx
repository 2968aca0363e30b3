import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { text } from './text'

/** Back to the list of mailboxes. */
export function BackLink() {
  return (
    <Link to="/channels" search={{ tab: 'mailboxes' }} className="inline-flex h-8 items-center gap-1 rounded-md px-2 text-sm text-soft hover:bg-hover hover:text-ink">
      <ArrowLeft aria-hidden className="size-4" />
      <span className="max-sm:sr-only">{text.back}</span>
    </Link>
  )
}
