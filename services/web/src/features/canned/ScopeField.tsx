import { useTeams } from '~/features/people/usePeople'
import { CannedReply_Scope as Scope } from '~/gen/tandem/conversations/v1/canned_replies_service_pb'
import { useIsAdmin } from '~/lib/session'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { scopes, text } from './text'

interface Whose {
  scope: Scope
  teamId: string
}

interface Props extends Whose {
  /** Whose it is stays as it was made. */
  fixed: boolean
  problem: string | undefined
  onChange: (whose: Whose) => void
}

const all = [Scope.OWN, Scope.TEAM, Scope.SHARED]

/** Who may use a reply: its maker, a team, or everybody. */
export function ScopeField({ scope, teamId, fixed, problem, onChange }: Props) {
  const admin = useIsAdmin()
  const teams = useTeams()
  const team = teams.find((one) => one.id === teamId)
  if (fixed) {
    return (
      <p className="text-sm">
        <span className="font-medium">{text.scope}:</span> {scope === Scope.TEAM ? (team?.name ?? text.team) : scopes[scope]}
      </p>
    )
  }
  const why = (one: Scope) => {
    if (one === Scope.SHARED && !admin) return text.adminsOnly
    return one === Scope.TEAM && teams.length === 0 ? text.noTeams : undefined
  }
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label={text.scope} problem={problem}>
        <select
          value={scope}
          onChange={(event) => {
            const next = Number(event.target.value) as Scope
            onChange({ scope: next, teamId: next === Scope.TEAM ? (teams[0]?.id ?? '') : '' })
          }}
          className={inputLook}
        >
          {all.map((one) => (
            <option key={one} value={one} disabled={why(one) !== undefined} title={why(one)}>
              {scopes[one]}
              {why(one) ? ` – ${why(one)}` : ''}
            </option>
          ))}
        </select>
      </Field>
      {scope === Scope.TEAM && (
        <Field label={text.team}>
          <select value={teamId} onChange={(event) => onChange({ scope, teamId: event.target.value })} className={inputLook}>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      )}
    </div>
  )
}
