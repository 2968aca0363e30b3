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

/** Users, by the beginning of a word of their name. */
export const mentions: Trigger = {
  char: '@',
  label: text.mention,
  choices: async (query) => {
    const { users } = await client.ensureQueryData(read(UsersService.method.listUsers, { pageSize: 100, showDisabled: true }))
    const typed = query.toLowerCase()
    const fits = ({ name, disabled }: User) => !disabled && ` ${name.toLowerCase()}`.includes(` ${typed}`)
    return users.filter(fits).slice(0, most).map(({ id, name }) => ({ id, label: name, icon: <PersonAvatar id={id} name={name} /> }))
  },
  insert: ({ label }) => `@${escapeHtml(label)} `,
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
  let rest = new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''
  const found: string[] = []
  for (const { id, name } of users.toSorted((one, other) => other.name.length - one.name.length)) {
    if (!name || !rest.includes(`@${name}`)) continue
    found.push(id)
    rest = rest.replaceAll(`@${name}`, '')
  }
  return found
}
