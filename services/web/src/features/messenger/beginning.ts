// What kind of conversation begins with whom.
import { Conversation_Kind as Kind, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'

export type With = 'team' | 'customer' | 'organization' | 'project'

interface Beginning {
  kind?: Kind
  subject?: string
  visibility?: Visibility
  participantIds?: string[]
}

/** One colleague is a direct conversation, several are a group; all else is about what was chosen. */
export function beginning(kind: With, chosen: string[], visibility: Visibility): Beginning {
  if (kind === 'team') return { kind: chosen.length === 1 ? Kind.DIRECT : Kind.GROUP, participantIds: chosen }
  return { subject: chosen[0] ?? '', visibility: kind === 'project' ? visibility : Visibility.CUSTOMER }
}

/** A direct conversation is called as the other one is. */
export function canTitle(kind: With, chosen: string[]): boolean {
  return kind !== 'team' || chosen.length > 1
}
