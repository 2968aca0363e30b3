import { PersonName } from '~/features/people/PersonName'
import type { AuditEntry } from '~/gen/tandem/type/v1/records_pb'
import { Ago } from '~/ui/Ago'
import { sentence, text } from './text'

/** What was made without anything in it tells nothing. */
const tells = ({ before, after }: { before: string; after: string }) => before !== '' || !['{}', '[]'].includes(after)

/** What it is called, where it has a name: an id says nothing to people. */
function nameOf({ changes, subject }: AuditEntry): string {
  const name = changes.find(({ field }) => field === 'name')
  return name?.after || name?.before || subject
}

/** One entry: who did what to what, and what it was before. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const person = /^(usr|cus)_/.test(entry.subject)
  return (
    <li className="grid gap-1 border-b border-line px-1 py-2 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{entry.actor ? <PersonName id={entry.actor} fallback={entry.actor} /> : text.nobody}</span>
        <span>{sentence(entry.action)}</span>
        {entry.subject && entry.subject !== entry.actor && <span className="wrap-anywhere text-soft" title={entry.subject}>{person ? <PersonName id={entry.subject} fallback={entry.subject} /> : nameOf(entry)}</span>}
        <span className="text-xs text-soft">
          {entry.time && <Ago time={entry.time} />}
          {entry.credentialId.startsWith('tok_') && ` · ${text.byToken}`}
        </span>
      </p>
      {entry.changes.length > 0 && (
        <dl className="grid gap-0.5 text-xs">
          {entry.changes.filter(tells).map(({ field, before, after }) => (
            <div key={field} className="flex flex-wrap gap-x-2">
              <dt className="text-soft">{field.replaceAll('_', ' ')}</dt>
              <dd className="line-clamp-3 min-w-0 wrap-anywhere">
                {before && (
                  <>
                    <del>{before}</del>{' → '}
                  </>
                )}
                {after || '—'}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
