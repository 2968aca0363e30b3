import { Link } from '@tanstack/react-router'
import { useTeams } from '~/features/people/usePeople'
import { type CannedReply, CannedReply_Scope as Scope } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { Badge } from '~/ui/Badge'
import { scopes, text } from './text'

/** A canned reply: its name, its shortcut, whose it is, and how it begins. */
export function CannedRow({ reply, open }: { reply: CannedReply; open: boolean }) {
  const { id, name, shortcut, scope, teamId, html } = reply
  const team = useTeams().find((one) => one.id === teamId)
  const begins = new DOMParser().parseFromString(html.replaceAll('<', ' <'), 'text/html').body.textContent?.trim() ?? ''
  return (
    <Link
      to="/canned-replies"
      search={{ reply: id }}
      aria-current={open || undefined}
      className={`block border-b border-line px-4 py-2.5 outline-offset-[-2px] ${open ? 'bg-selected shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-hover'}`}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 truncate font-medium">{name}</span>
        {shortcut && <code className="shrink-0 rounded bg-hover px-1 font-mono text-xs text-soft">/{shortcut}</code>}
        <span className="grow" />
        <Badge tone={scope === Scope.SHARED ? 'accent' : 'plain'}>{scope === Scope.TEAM ? (team?.name ?? text.team) : scopes[scope]}</Badge>
      </span>
      <span className="block truncate text-sm text-soft">{begins}</span>
    </Link>
  )
}
