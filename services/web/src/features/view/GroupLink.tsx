import { Link } from '@tanstack/react-router'
import { SquareArrowOutUpRight } from 'lucide-react'
import { pageOf } from '../profile/pageOf'
import { text } from './text'

const look =
  'mr-2 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-soft opacity-0 group-hover/head:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100 [&_svg]:size-3.5'

/** From the head of a group to the page of what it is named after; nothing where that has none. */
export function GroupLink({ by, value }: { by: string; value: string }) {
  const said = { 'aria-label': text.groupPage, title: text.groupPage, className: look, children: <SquareArrowOutUpRight aria-hidden /> }
  const page = pageOf(value)
  if (page) return <Link {...page} {...said} />
  if (by === 'project' && value) return <Link to="/projects/$project" params={{ project: value }} {...said} />
  if (by === 'portfolio' && value) return <Link to="/projects" search={{ portfolio: value }} {...said} />
  return null
}
