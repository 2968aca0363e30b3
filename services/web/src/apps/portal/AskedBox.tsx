/** @jsxImportSource preact */
import { Labelled } from '../Labelled'
import { CustomInput } from '../form/CustomInput'
import { areaLook, boxLook } from '../look'
import type { Asked } from './offers'

const stars = [1, 2, 3, 4, 5]

/** The box of one thing that is asked for. */
export function AskedBox({ asked: { field, required, own }, problem }: { asked: Asked; problem: string | undefined }) {
  if (own) return <CustomInput field={own} problem={problem} />
  if (field === 'priority') {
    return (
      <Labelled label={required ? 'Priority' : 'Priority (optional)'} problem={problem}>
        <select name="priority" required={required} class={boxLook}>
          <option value="">–</option>
          {stars.map((count) => (
            <option key={count} value={count}>
              {count === 1 ? '1 star (lowest)' : count === 5 ? '5 stars (highest)' : `${count} stars`}
            </option>
          ))}
        </select>
      </Labelled>
    )
  }
  return (
    <Labelled label="Message" problem={problem}>
      <textarea name="description" required rows={7} class={areaLook} />
    </Labelled>
  )
}
