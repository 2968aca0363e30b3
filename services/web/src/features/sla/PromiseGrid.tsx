import { Stars } from '~/ui/Stars'
import { inputLook } from '~/ui/input'
import { type Cells, keyOf, priorities } from './grid'
import { starsOf, targets, text } from './text'

interface Props {
  cells: Cells
  /** The cell that cannot be saved. */
  wrong: string | undefined
  onChange: (cells: Cells) => void
}

/** A time for each number of stars and each thing that is promised. */
export function PromiseGrid({ cells, wrong, onChange }: Props) {
  return (
    <fieldset className="grid gap-1">
      <legend className="text-sm font-medium">{text.promises}</legend>
      <p className="text-xs text-soft">{text.promisesHint}</p>
      <div className="overflow-x-auto">
        <table className="w-full table-fixed text-sm sm:table-auto">
          <thead>
            <tr>
              <th scope="col" className="w-18">
                <span className="sr-only">{text.stars}</span>
              </th>
              {targets.map(([target, label]) => (
                <th key={target} scope="col" className="px-1 py-1 text-left align-bottom font-medium">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {priorities.map((priority) => (
              <tr key={priority}>
                <th scope="row" className="py-1 pr-2 text-left font-normal">
                  {!priority && starsOf(0)}
                  <Stars value={priority} label={starsOf(priority)} />
                </th>
                {targets.map(([target, label]) => {
                  const key = keyOf(priority, target)
                  return (
                    <td key={target} className="p-1">
                      <input
                        aria-label={text.cell(starsOf(priority), label)}
                        aria-invalid={wrong === key ? true : undefined}
                        value={cells[key] ?? ''}
                        maxLength={12}
                        onChange={(event) => onChange({ ...cells, [key]: event.target.value })}
                        className={`${inputLook} w-full`}
                      />
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {wrong && (
        <p role="alert" className="text-xs text-danger">
          {text.wrongTime(cells[wrong] ?? '')}
        </p>
      )}
    </fieldset>
  )
}
