import { useTeams } from '~/features/people/usePeople'
import { View_Visibility as Visibility } from '~/gen/tandem/items/v1/views_service_pb'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { text, visibilities } from './text'

interface Audience {
  visibility: Visibility
  teamIds: string[]
}

interface Props extends Audience {
  problem: string | undefined
  onChange: (audience: Audience) => void
}

const choices = [Visibility.PRIVATE, Visibility.SHARED, Visibility.TEAMS]

/** Who sees a view: its owner, everybody, or some teams. */
export function AudienceField({ visibility, teamIds, problem, onChange }: Props) {
  const teams = useTeams()
  const toggle = (id: string) => {
    const without = teamIds.filter((one) => one !== id)
    onChange({ visibility, teamIds: without.length === teamIds.length ? [...without, id] : without })
  }
  return (
    <>
      <Field label={text.whose} problem={visibility === Visibility.TEAMS ? undefined : problem}>
        <Select
          value={visibility}
          options={choices.map((value) => ({ value, label: visibilities[value] }))}
          onChange={(next) => onChange({ visibility: next, teamIds: [] })}
        />
      </Field>
      {visibility === Visibility.TEAMS && (
        <fieldset className="grid gap-1.5">
          <legend className="pb-1 text-sm font-medium">{text.teams}</legend>
          {teams.map(({ id, name }) => (
            <Check key={id} label={name} checked={teamIds.includes(id)} onChange={() => toggle(id)} />
          ))}
          {problem && <p className="text-xs text-danger">{problem}</p>}
        </fieldset>
      )}
    </>
  )
}
