import type { MoveChoices, MoveValue } from '~/gen/tandem/items/v1/moves_service_pb'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  values: MoveValue[]
  choices: MoveChoices[]
  onChange: (values: MoveValue[]) => void
}

/** What the other desk's statuses, priorities, groups and types become here. */
export function MoveValues({ values, choices, onChange }: Props) {
  const change = (at: number, becomes: string) => onChange(values.map((each, other) => (other === at ? Object.assign({}, each, { becomes }) : each)))
  return (
    <div className="grid gap-2">
      <h2 className="text-base font-semibold">{text.moveValues}</h2>
      <p className="text-sm text-soft">{text.moveValuesAbout}</p>
      <ul aria-label={text.moveValues} className="rounded-lg border border-line text-sm">
        {values.map((one, at) => (
          <li key={`${one.field} ${one.value}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0">
            <span className="w-20 text-soft">{text.fields[one.field] ?? one.field}</span>
            <span className="min-w-0 grow wrap-anywhere">
              {one.value} <span className="text-soft">{text.rowCount(one.count)}</span>
            </span>
            <select aria-label={text.valueOf(one.value)} value={one.becomes} onChange={(event) => change(at, event.target.value)} className={`${inputLook} w-44`}>
              <option value="">{text.leftOut}</option>
              {(choices.find((each) => each.field === one.field)?.values ?? []).map((choice) => (
                <option key={choice} value={choice}>
                  {one.field === 'priority' ? text.stars(choice) : choice}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </div>
  )
}
