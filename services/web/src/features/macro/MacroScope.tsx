import { useTeams } from '~/features/people/usePeople'
import { Macro_Scope as Scope } from '~/gen/tandem/automation/v1/macros_service_pb'
import { useIsAdmin, useMe } from '~/lib/session'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { scopes, text } from './text'

interface Audience {
  scope: Scope
  teamIds: string[]
}

interface Props extends Audience {
  problem: string | undefined
  onChange: (audience: Audience) => void
}

/** Who may run a macro: its maker, some teams, or everybody. */
export function MacroScope({ scope, teamIds, problem, onChange }: Props) {
  const admin = useIsAdmin()
  const me = useMe()
  const teams = useTeams().filter((team) => admin || team.userIds.includes(me.id))
  const toggle = (id: string) => onChange({ scope, teamIds: teamIds.includes(id) ? teamIds.filter((one) => one !== id) : [...teamIds, id] })
  return (
    <>
      <Field label={text.scope} problem={scope === Scope.TEAM ? undefined : problem}>
        <select value={scope} onChange={({ target }) => onChange({ scope: Number(target.value) as Scope, teamIds: [] })} className={inputLook}>
          <option value={Scope.OWN}>{scopes[Scope.OWN]}</option>
          <option value={Scope.TEAM} disabled={teams.length === 0}>
            {scopes[Scope.TEAM]}
          </option>
          <option value={Scope.SHARED} disabled={!admin}>
            {admin ? scopes[Scope.SHARED] : `${scopes[Scope.SHARED]} – ${text.adminsOnly}`}
          </option>
        </select>
      </Field>
      {scope === Scope.TEAM && (
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
