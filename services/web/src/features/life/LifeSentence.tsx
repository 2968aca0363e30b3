import type { ReactNode } from 'react'
import type { Activity } from '~/gen/tandem/items/v1/items_service_pb'
import { ItemName } from './ItemName'

const verbs = new Set(['linked', 'unlinked', 'merged', 'unmerged', 'checked', 'unchecked'])

/** Whether an activity is about another item, or about a part of this one. */
export function isLife({ verb, field }: Activity): boolean {
  return verbs.has(verb) || field === 'archive_time'
}

const bonds: Record<string, string> = {
  relates: 'relates to',
  duplicates: 'duplicates',
  duplicated_by: 'is duplicated by',
  blocks: 'blocks',
  blocked_by: 'is blocked by',
  causes: 'causes',
  caused_by: 'is caused by',
}

/** What somebody did with this item and another, after their name. */
export function LifeSentence({ activity: { verb, field, before, after } }: { activity: Activity }): ReactNode {
  const other = after || before
  if (verb === 'merged') return field === 'merged_into' ? `merged this into ${other}` : `merged ${other} into this`
  if (verb === 'unmerged') return field === 'merged_into' ? `took this out of ${other}` : `took ${other} out of this`
  if (verb === 'checked') return `ticked off “${other}”`
  if (verb === 'unchecked') return `opened “${other}” again`
  if (field === 'archive_time') return after ? 'archived this' : 'put this back into the lists'
  return (
    <>
      {verb === 'linked' ? 'linked this, it ' : 'took away that this '}
      {bonds[field] ?? field} <ItemName id={other} />
    </>
  )
}
