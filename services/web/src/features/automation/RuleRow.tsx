import { type Rule, RulesService } from '~/gen/tandem/automation/v1/rules_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { Switch } from '~/ui/Switch'
import { complain } from '~/ui/Toast'
import { actionsInWords, kindsInWords, triggersInWords } from './sentence'
import { text } from './text'

interface Props {
  rule: Rule
  /** The address is of this one. */
  current: boolean
}

function show(row: HTMLLIElement | null): void {
  row?.scrollIntoView({ block: 'nearest' })
}

/** A rule as a sentence, with its switch. */
export function RuleRow({ rule, current }: Props) {
  const admin = useIsAdmin()
  const update = useCommand(RulesService.method.updateRule)
  const shown = update.isPending ? (update.variables.rule?.enabled ?? rule.enabled) : rule.enabled
  const change = (enabled: boolean) =>
    update.mutate({ rule: { id: rule.id, revision: rule.revision, enabled }, updateMask: { paths: ['enabled'] } }, { onError: complain })
  return (
    <li ref={current ? show : undefined} aria-current={current || undefined} className={`flex items-start gap-3 border-b border-line px-4 py-3 ${current ? 'bg-selected' : ''}`}>
      <span className="w-9 shrink-0 pt-0.5 font-mono text-xs text-soft">{rule.code}</span>
      <div className={`min-w-0 grow ${shown ? '' : 'text-soft'}`}>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {rule.name}
          <Badge>{kindsInWords(rule)}</Badge>
          {rule.organizationId && <Badge tone="accent">{text.routing}</Badge>}
        </p>
        <p className="pt-0.5 text-sm text-soft">
          {text.when} {triggersInWords(rule)}
          {rule.filter && (
            <>
              {' '}
              {text.andIf} <code className="rounded bg-hover px-1 font-mono text-xs wrap-anywhere">{rule.filter}</code>
            </>
          )}
          , {text.thenDo} {actionsInWords(rule)}.
        </p>
      </div>
      <Switch
        label={text.enabled(rule.name)}
        checked={shown}
        disabledReason={admin ? undefined : text.adminsOnly}
        onChange={change}
      />
    </li>
  )
}
