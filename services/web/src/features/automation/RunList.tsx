import { RulesService } from '~/gen/tandem/automation/v1/rules_service_pb'
import { usePages, useRead } from '~/lib/query'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { VirtualList } from '~/ui/VirtualList'
import { RunRow } from './RunRow'
import { text } from './text'

/** What the rules did, newest first. */
export function RunList() {
  const list = usePages(RulesService.method.listRuleRuns, { pageSize: 50 })
  const rules = useRead(RulesService.method.listRules, { pageSize: 100 }).data?.rules ?? []
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const runs = list.data?.pages.flatMap((page) => page.ruleRuns) ?? []
  return (
    <>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && runs.length === 0 && <Empty title={text.noRuns} />}
      {runs.length > 0 && (
        <VirtualList
          label={text.runs}
          rows={runs}
          keyOf={(run) => run.id}
          rowHeight={57}
          onNearEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
        >
          {(run) => <RunRow run={run} rule={byId.get(run.ruleId)} />}
        </VirtualList>
      )}
    </>
  )
}
