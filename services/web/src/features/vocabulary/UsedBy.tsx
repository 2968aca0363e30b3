import { ItemUsesService, ListUsesResponse_Use_Kind as Kind } from '~/gen/tandem/items/v1/item_uses_service_pb'
import { useRead } from '~/lib/query'
import { UseLink } from './UseLink'
import { text } from './text'

interface Props {
  /** A type, a status or a custom field. */
  thingId: string
  /** One of the field's choices. */
  choice?: string
}

const kinds: Record<Kind, string> = {
  [Kind.UNSPECIFIED]: '',
  [Kind.DEFAULT]: 'Default of',
  [Kind.FORM]: 'Form of',
  [Kind.CUSTOM_FIELD]: 'Custom field',
  [Kind.VIEW]: 'View',
  [Kind.DASHBOARD]: 'Dashboard',
  [Kind.TEMPLATE]: 'Template',
  [Kind.RECURRENCE]: 'Recurrence',
  [Kind.RULE]: 'Rule',
  [Kind.MACRO]: 'Macro',
  [Kind.WEB_FORM]: 'Web form',
}

/** What uses a thing that is about to be retired. */
export function UsedBy({ thingId, choice = '' }: Props) {
  const { data, error } = useRead(ItemUsesService.method.listUses, { thingId, choice })
  if (error) return <p className="text-sm text-soft">{text.usesUnknown}</p>
  if (!data) {
    return (
      <p role="status" className="text-sm text-soft">
        {text.usesAsked}
      </p>
    )
  }
  const nothing = data.items === 0 && data.uses.length === 0
  return (
    <section aria-label={text.usedBy} className="grid gap-1 rounded-md border border-line p-3 text-sm">
      <h3 className="font-medium">{text.usedBy}</h3>
      {nothing && <p className="text-soft">{data.unasked.length > 0 ? text.usedByNothingKnown : text.usedByNothing}</p>}
      <ul className="grid gap-0.5 empty:hidden">
        {data.items > 0 && <li>{text.used(data.items, data.partial)}</li>}
        {data.uses.map((use) => (
          <li key={`${use.kind} ${use.id}`} className="wrap-anywhere">
            <span className="text-soft">{kinds[use.kind]}</span> <UseLink use={use} />
          </li>
        ))}
      </ul>
      {data.more && <p className="text-soft">{text.usesMore}</p>}
      {data.unasked.length > 0 && <p className="text-danger">{text.usesUnasked}</p>}
      {!nothing && <p className="text-xs text-soft">{text.usesMean}</p>}
    </section>
  )
}
