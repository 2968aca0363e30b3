import { useAssignees } from '~/features/people/usePeople'
import { Check } from '~/ui/Check'

interface Props {
  label: string
  /** What nobody chosen means. */
  none?: string
  ids: string[]
  onChange: (ids: string[]) => void
}

/** Users and teams, each ticked or not. */
export function ActionPeople({ label, none, ids, onChange }: Props) {
  const people = useAssignees()
  return (
    <fieldset>
      <legend className="text-sm font-medium">
        {label}
        {none && ids.length === 0 ? `: ${none}` : ''}
      </legend>
      <div className="grid max-h-40 gap-1 overflow-y-auto pt-1 sm:grid-cols-2">
        {people.map(({ id, name }) => (
          <Check key={id} label={name} checked={ids.includes(id)} onChange={(checked) => onChange(checked ? [...ids, id] : ids.filter((one) => one !== id))} />
        ))}
      </div>
    </fieldset>
  )
}
