// What the composer offers: colleagues after "@", canned replies after "/".
import { MessageSquareText } from 'lucide-react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { call } from '~/lib/call'
import { escapeHtml } from '~/lib/html'
import { complain } from '~/ui/Toast'
import type { Trigger } from '~/ui/suggest'
import { mentionable } from './mention'
import { text } from './text'

const most = 8

/** Users, by the beginning of a word of their name. */
export const mentions: Trigger = {
  char: '@',
  label: text.mention,
  choices: async (query) => {
    const users = await mentionable(query)
    return users.map(({ id, name }) => ({ id, label: name, icon: <PersonAvatar id={id} name={name} /> }))
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
