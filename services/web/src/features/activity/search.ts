// What the address says of the log: of which items, and what of it.
import { type Asked, readAsked } from './asked'

export interface ActivitySearch extends Asked {
  subject?: string | undefined
  project?: string | undefined
  view?: string | undefined
}

export function activitySearch(search: Record<string, unknown>): ActivitySearch {
  const id = (name: string, kind: string) => (typeof search[name] === 'string' && search[name].startsWith(kind) ? search[name] : undefined)
  return { subject: id('subject', 'item_'), project: id('project', 'proj_'), view: id('view', 'view_'), ...readAsked(search) }
}
