import type { ReactNode } from 'react'
import { PersonName } from '~/features/people/PersonName'
import type { Chat } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { at } from '~/lib/time'
import { text } from './text'

/** What is known of the visitor, folded until it is wanted. */
export function VisitorFacts({ chat }: { chat: Chat }) {
  const { visitor } = chat
  const facts: [name: string, value: ReactNode][] = [
    [text.email, visitor?.email && `${visitor.email} (${visitor.emailVerified ? text.proven : text.typed})`],
    [text.page, visitor?.pageUrl && <PageLink url={visitor.pageUrl} title={visitor.pageTitle} />],
    [text.cameFrom, visitor?.referrer && <PageLink url={visitor.referrer} title="" />],
    [text.language, visitor?.locale],
    [text.began, at(chat.createTime)],
    [text.team, chat.teamId && <PersonName id={chat.teamId} />],
  ]
  return (
    <details className="shrink-0 border-b border-line px-4 py-1.5 text-sm">
      <summary className="w-fit rounded text-xs text-soft hover:text-ink">{text.details}</summary>
      <dl className="grid gap-x-4 py-2 sm:grid-cols-[max-content_minmax(0,1fr)] sm:gap-y-1">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="pb-1 wrap-anywhere sm:pb-0">{value}</dd>
            </div>
          ))}
      </dl>
    </details>
  )
}

/** The address comes from the visitor's page: it opens apart, and learns nothing of us. */
function PageLink({ url, title }: { url: string; title: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-2">
      {title || url}
    </a>
  )
}
