import { RulesService } from '~/gen/tandem/automation/v1/rules_service_pb'
import { usePages } from '~/lib/query'
import { useOpened } from '~/lib/useOpened'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { RuleRow } from './RuleRow'
import { text } from './text'

/** The rules of the account, in the order in which they run. */
export function RuleList() {
  const list = usePages(RulesService.method.listRules, { pageSize: 100 })
  const [open] = useOpened()
  const rules = list.data?.pages.flatMap((page) => page.rules) ?? []
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <p className="px-4 py-3 text-sm text-soft">{text.about}</p>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={6} />}
      {list.data && rules.length === 0 && <Empty title={text.none} />}
      <ol aria-label={text.rules} className="border-t border-line">
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} current={rule.id === open} />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </div>
  )
}
