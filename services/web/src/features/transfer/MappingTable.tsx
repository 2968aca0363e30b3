import type { ImportColumn, ImportField } from '~/gen/tandem/items/v1/imports_service_pb'
import { inputLook } from '~/ui/input'
import type { Mapping } from './mapping'
import { text } from './text'

interface Props {
  columns: ImportColumn[]
  fields: ImportField[]
  mapping: Mapping
  onChange: (mapping: Mapping) => void
}

/** Each column with its first values, and the field that it becomes. */
export function MappingTable({ columns, fields, mapping, onChange }: Props) {
  return (
    <ul aria-label={text.columns} className="divide-y divide-line rounded-lg border border-line">
      {columns.map((column) => (
        <li key={`${column.name} ${column.samples.join()}`} className="grid items-center gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_14rem]">
          <span className="truncate font-medium">{column.name}</span>
          <span className="truncate text-sm text-soft">{column.samples.filter(Boolean).slice(0, 3).join(' · ')}</span>
          <select
            aria-label={text.fieldOf(column.name)}
            value={mapping[column.name] ?? ''}
            onChange={(event) => onChange({ ...mapping, [column.name]: event.target.value })}
            className={inputLook}
          >
            <option value="">{text.leftOut}</option>
            {fields.map((field) => (
              <option key={field.field} value={field.field}>
                {field.name}
              </option>
            ))}
          </select>
        </li>
      ))}
    </ul>
  )
}
