// What a conversation is called and shown as, by what it is about and who takes part.
import { useOrganization } from '~/features/people/useOrganization'
import { usePerson, useUsers } from '~/features/people/usePeople'
import { type Conversation, Conversation_Kind as Kind, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useRead } from '~/lib/query'
import { useMe } from '~/lib/session'
import { text } from './text'

export interface Named {
  title: string
  /** What it is about, where that is not its title. */
  about: string
  item: Item | undefined
  /** Whose picture stands for it: a person's id, or a sign. */
  face: { id: string; name: string } | 'group' | 'organization' | 'project' | 'item'
}

const namesShown = 3

export function useNamed(conversation: Conversation): Named {
  const { subject, kind, title, participantIds, visibility } = conversation
  const me = useMe()
  const users = useUsers()
  const itemId = subject.startsWith('item_') ? subject : ''
  const projectId = subject.startsWith('proj_') ? subject : ''
  const item = useRead(ItemsService.method.getItem, { id: itemId }, itemId !== '').data
  const project = useRead(ProjectsService.method.getProject, { id: projectId }, projectId !== '').data
  const organization = useOrganization(subject.startsWith('org_') ? subject : '')
  const others = participantIds.filter((id) => id !== me.id)
  const customerId = (subject.startsWith('cus_') ? subject : '') || others.find((id) => id.startsWith('cus_')) || ''
  const person = usePerson(personOf(kind, customerId, others, item))
  const ofItem = item ? text.aboutItem(item.number, item.title) : ''
  const name = person?.name || person?.email || ''

  if (kind === Kind.DIRECT) return { title: name || text.nobody, about: ofItem, item, face: { id: others[0] ?? '', name } }
  if (kind === Kind.GROUP) {
    const names = others.map((id) => users.find((user) => user.id === id)?.name.split(' ')[0]).filter(Boolean)
    const more = names.length > namesShown ? ` +${names.length - namesShown}` : ''
    return { title: title || names.slice(0, namesShown).join(', ') + more || text.you, about: ofItem, item, face: 'group' }
  }
  if (kind === Kind.ORGANIZATION) return { title: organization?.name ?? '…', about: ofItem || title, item, face: 'organization' }
  if (kind === Kind.PROJECT) return { title: title || (project?.name ?? '…'), about: title ? (project?.name ?? '') : '', item, face: 'project' }
  if (kind === Kind.ITEM && (visibility === Visibility.INTERNAL || !person)) {
    return { title: title || (item?.title ?? '…'), about: title ? ofItem : item ? `#${item.number}` : '', item, face: 'item' }
  }
  return { title: name || title || text.nobody, about: ofItem || (name ? title : ''), item, face: { id: person?.id ?? customerId, name: name || title } }
}

/** Whose conversation it is above all. */
function personOf(kind: Kind, customerId: string, others: string[], item: Item | undefined): string {
  if (kind === Kind.DIRECT) return others[0] ?? ''
  return item?.requesterIds[0] ?? customerId
}
