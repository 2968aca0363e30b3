// Canned replies after "/", with their variables as they stand: a macro fills them in when it is run.
import { CannedRepliesService } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { call } from '~/lib/call'
import { complain } from '~/ui/Toast'
import type { Trigger } from '~/ui/suggest'
import { cannedReplies } from '../conversation/triggers'

/** What canned replies may say and macros do not know. */
const unknown = /\{\{\s*(requester\.email|conversation\.title)\s*\}\}/g

export const cannedTexts: Trigger = {
  ...cannedReplies(''),
  insert: async ({ id }) => {
    try {
      const { html } = await call(CannedRepliesService.method.getCannedReply, { id })
      return html.replaceAll(unknown, '')
    } catch (error) {
      complain(error)
      return ''
    }
  },
}
