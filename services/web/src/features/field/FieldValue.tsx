import { ExternalLink } from 'lucide-react'
import { type CustomField, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { text } from './text'
import { type Plain, isEmpty, shown } from './value'

interface Props {
  field: CustomField
  value: Plain
  /** In one line. */
  line?: boolean
}

/** A value as it is read: choices in their colours, links to follow. */
export function FieldValue({ field, value, line = false }: Props) {
  if (isEmpty(value)) return <span className="text-soft">{text.nothing}</span>
  if (field.type === CustomField_Type.CHOICE || field.type === CustomField_Type.MULTI_CHOICE) {
    const ids = Array.isArray(value) ? value : [String(value)]
    return (
      <span className={`flex gap-1 ${line ? 'overflow-hidden' : 'flex-wrap'}`}>
        {ids.map((id) => (
          <ChoiceMark key={id} field={field} id={id} />
        ))}
      </span>
    )
  }
  return <span className={line ? '' : 'whitespace-pre-line'}>{shown(field, value)}</span>
}

function ChoiceMark({ field, id }: { field: CustomField; id: string }) {
  const choice = field.choices.find((one) => one.id === id)
  return (
    <span className="inline-flex min-h-6 items-center gap-1.5 rounded-full bg-hover px-2 text-xs">
      {choice?.color && <span aria-hidden className="size-2 rounded-full" style={{ background: choice.color }} />}
      {choice?.name ?? id}
    </span>
  )
}

/** The link beside a value that is one; nothing where it is none that may be followed. */
export function FollowLink({ field, value }: { field: CustomField; value: Plain }) {
  if (field.type !== CustomField_Type.LINK || typeof value !== 'string' || !/^(https?:\/\/|mailto:)/i.test(value)) return null
  return (
    <a
      href={value}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={text.openLink(field.name)}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
    >
      <ExternalLink aria-hidden className="size-3.5" />
    </a>
  )
}
