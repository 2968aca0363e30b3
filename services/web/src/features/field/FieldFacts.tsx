import type { Value } from '@bufbuild/protobuf/wkt'
import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { EditableField } from './EditableField'
import { FieldValue } from './FieldValue'
import { fromPlain, toPlain } from './value'

interface Props {
  fields: CustomField[]
  values: Record<string, Value>
  /** Undefined: they are read only. */
  onKeep: ((change: FieldChange) => void) | undefined
}

export interface FieldChange {
  fields: Record<string, Value>
  /** As a mask names it. */
  path: string
}

/** The custom fields of a person or an organization, each changed where it stands. */
export function FieldFacts({ fields, values, onKeep }: Props) {
  return fields.map((field) => (
    <div key={field.id} className="grid min-w-0 grid-cols-[9rem_minmax(0,1fr)] gap-2">
      <dt className="text-soft wrap-anywhere" title={field.help || undefined}>
        {field.name}
      </dt>
      <dd className="min-w-0 wrap-anywhere">
        {onKeep ? (
          <EditableField
            field={field}
            value={toPlain(values[field.key])}
            onKeep={(value) => onKeep({ fields: { [field.key]: fromPlain(value) }, path: `fields.${field.key}` })}
          />
        ) : (
          <FieldValue field={field} value={toPlain(values[field.key])} />
        )}
      </dd>
    </div>
  ))
}
