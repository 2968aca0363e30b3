// Shows a change of an item everywhere before the server has answered.
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { client } from '~/lib/query'
import { showing } from '~/lib/subjects'

export type ItemFields = Partial<
  Pick<
    Item,
    | 'title'
    | 'descriptionHtml'
    | 'statusId'
    | 'typeId'
    | 'priority'
    | 'assigneeIds'
    | 'requesterIds'
    | 'tags'
    | 'projectId'
    | 'folderId'
    | 'plannedStart'
    | 'plannedFinish'
    | 'slaPolicyId'
    | 'published'
    | 'attachmentIds'
    | 'fields'
    | 'revision'
  >
>

/** Puts the fields into every answer that shows the item. The refetch after the command puts right what was wrong. */
export function patchItem(id: string, fields: ItemFields): void {
  const hashes = showing(id)
  for (const query of client.getQueryCache().getAll()) {
    const [method] = query.queryKey
    if (typeof method !== 'string' || !method.includes('.ItemsService/') || !hashes.has(query.queryHash)) continue
    void client.cancelQueries({ queryKey: query.queryKey, exact: true })
    client.setQueryData(query.queryKey, (data: unknown) => replace(data, id, fields))
  }
}

/** An item as it is on the screens. */
export function itemShown(id: string): Item | undefined {
  for (const hash of showing(id)) {
    const found = find(client.getQueryCache().get(hash)?.state.data, id)
    if (found) return found
  }
  return undefined
}

/** The revision of an item that is on the screens. */
export function revisionOf(id: string): bigint | undefined {
  const revisions = [...showing(id)].map((hash) => find(client.getQueryCache().get(hash)?.state.data, id)?.revision ?? 0n)
  return revisions.toSorted((one, other) => (one < other ? -1 : 1)).at(-1)
}

function find(value: unknown, id: string): Item | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (isItem(value)) return value.id === id ? value : undefined
  for (const inner of Object.values(value)) {
    const found = find(inner, id)
    if (found) return found
  }
  return undefined
}

function replace(value: unknown, id: string, fields: ItemFields): unknown {
  if (Array.isArray(value)) return value.map((inner) => replace(inner, id, fields))
  if (typeof value !== 'object' || value === null) return value
  if (isItem(value)) return value.id === id ? { ...value, ...fields } : value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, id, fields)]))
}

function isItem(value: object): value is Item {
  return '$typeName' in value && value.$typeName === 'tandem.items.v1.Item'
}
