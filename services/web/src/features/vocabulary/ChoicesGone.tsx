import type { CustomField } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { EditedChoice } from './ChoicesInput'
import { UsedBy } from './UsedBy'
import { text } from './text'

/** The choices that are taken away from a field, and what uses them. */
export function ChoicesGone({ field, kept }: { field: CustomField; kept: EditedChoice[] }) {
  const gone = field.choices.filter((choice) => !choice.retired && !kept.some(({ id }) => id === choice.id))
  return gone.map((choice) => (
    <div key={choice.id} className="grid gap-1">
      <p className="text-sm">{text.choiceGoes(choice.name)}</p>
      <UsedBy thingId={field.id} choice={choice.id} />
    </div>
  ))
}
