// What the composer offers: colleagues after "@", canned replies after "/".
import { MessageSquareText } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { call } from '~/lib/call'
import { escapeHtml } from '~/lib/html'
import { client, read } from '~/lib/query'
import { complain } from '~/ui/Toast'
import type { Trigger } from '~/ui/suggest'
import { text } from './text'

const most = 8

/** As many as are read whole; where there are more, those wanted are asked for by their names. */
const some = 100

const first = () => client.ensureQueryData(read(UsersService.method.listUsers, { pageSize: some, showDisabled: true }))

/** Users, by the beginning of a word of their name. */
export const mentions: Trigger = {
  char: '@',
  label: text.mention,
  choices: async (query) => {
    const { users, nextPageToken } = await first()
    const asked = nextPageToken && query.trim() ? (await call(UsersService.method.listUsers, { query, pageSize: most })).users : users
    const typed = query.toLowerCase()
    const fits = ({ name, disabled }: User) => !disabled && ` ${name.toLowerCase()}`.includes(` ${typed}`)
    return asked.filter(fits).slice(0, most).map(({ id, name }) => ({ id, label: name, icon: <PersonAvatar id={id} name={name} /> }))
  },
  insert: ({ label }) => `@${escapeHtml(label)} `,
}

/** The most names of a text that are asked for. */
const mostNames = 20

/** The users whom a text may name: all, or where there are many, those who are called as the words after its "@". */
export async function namedIn(html: string): Promise<User[]> {
  const { users, nextPageToken } = await first()
  if (!nextPageToken) return users
  const words = new Set([...wordsOf(html).matchAll(/@([^\s@,.;:!?]+)/g)].map(([, word]) => word ?? ''))
  const found = await Promise.all([...words].slice(0, mostNames).map((query) => call(UsersService.method.listUsers, { query, pageSize: some })))
  return [...new Map([...users, ...found.flatMap((answer) => answer.users)].map((user) => [user.id, user])).values()]
}

function wordsOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''
}

/** Canned replies, filled in for the item or conversation. */
export function cannedReplies(subject: string): Trigger {
  return {
    char: '/',
    label: text.canned,
    choices: async (query) => {
      const answer = await call(CannedRepliesService.method.listCannedReplies, { query, pageSize: most })
      return answer.cannedReplies.map(({ id, name, shortcut }) => ({ id, label: name, hint: shortcut && `/${shortcut}`, icon: <MessageSquareText aria-hidden /> }))
    },
    insert: async ({ id }) => {
      try {
        const { html, missing } = await call(CannedRepliesService.method.renderCannedReply, { id, subject })
        if (missing.length > 0) complain(text.missing(missing.join(', ')))
        return html
      } catch (error) {
        complain(error)
        return ''
      }
    },
  }
}

/** The users whom a text names: longer names first, so that "@Eve Adams" is not "@Eve". */
export function mentionedIn(html: string, users: User[]): string[] {
  let rest = wordsOf(html)
  const found: string[] = []
  for (const { id, name } of users.toSorted((one, other) => other.name.length - one.name.length)) {
    if (!name || !rest.includes(`@${name}`)) continue
    found.push(id)
    rest = rest.replaceAll(`@${name}`, '')
  }
  return found
}
