import { Link } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import { text as macro } from '~/features/macro/text'
import { PersonName } from '~/features/people/PersonName'
import { type Rule, type RuleRun, RuleRun_Outcome } from '~/gen/tandem/automation/v1/rules_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { outcomes } from './text'

const tones = {
  [RuleRun_Outcome.UNSPECIFIED]: 'plain',
  [RuleRun_Outcome.DONE]: 'good',
  [RuleRun_Outcome.NOT_MATCHED]: 'plain',
  [RuleRun_Outcome.FAILED]: 'danger',
  [RuleRun_Outcome.STOPPED]: 'danger',
} as const

/** One time that a rule was started, and what came of it. */
export function RunRow({ run, rule }: { run: RuleRun; rule: Rule | undefined }) {
  const { data: item } = useRead(ItemsService.method.getItem, { id: run.itemId }, run.itemId !== '')
  return (
    <div className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-2 text-sm">
      <span className="w-9 shrink-0 font-mono text-xs text-soft [&_svg]:size-4">{run.macroRunId ? <Zap aria-label={macro.title} /> : rule?.code}</span>
      <span className="min-w-0 grow">
        <span className="flex flex-wrap gap-x-1.5">
          <span className="min-w-0 wrap-anywhere sm:truncate">
            {run.macroName || (rule?.name ?? '…')}
            {run.actorId && (
              <span className="text-soft">
                {' '}
                · <PersonName id={run.actorId} />
              </span>
            )}
          </span>
          {item && (
            <Link to="/tickets/$id" params={{ id: String(item.number) }} className="shrink-0 text-accent underline">
              #{String(item.number)}
            </Link>
          )}
        </span>
        <span className="block text-xs wrap-anywhere text-soft sm:truncate" title={run.actions.join('\n')}>
          {run.actions.join(' · ')}
        </span>
      </span>
      <Badge tone={tones[run.outcome]}>{outcomes[run.outcome]}</Badge>
      <Ago time={run.createTime} className="shrink-0 text-right sm:w-20 text-xs text-soft" />
    </div>
  )
}
