import { useNavigate } from '@tanstack/react-router'
import { MacroList } from '~/features/macro/MacroList'
import { text as macro } from '~/features/macro/text'
import type { OpenSearch } from '~/lib/useOpened'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { RuleList } from './RuleList'
import { RunList } from './RunList'
import { text } from './text'

const tabs = [
  { id: 'rules', label: text.rules },
  { id: 'macros', label: macro.title },
  { id: 'runs', label: text.runs },
]

/** Which of them is open. */
export interface AutomationSearch extends OpenSearch {
  tab?: string | undefined
}

/** What happens by itself, and what did. */
export function AutomationScreen({ search }: { search: AutomationSearch }) {
  const navigate = useNavigate()
  const tab = tabs.some(({ id }) => id === search.tab) ? (search.tab ?? 'rules') : 'rules'
  const setTab = (id: string) => void navigate({ to: '/automation', search: id === 'rules' ? {} : { tab: id } })
  return (
    <Page title={text.title}>
      <Tabs label={text.title} tabs={tabs} value={tab} onChange={setTab} className="grow pt-1">
        {tab === 'rules' ? <RuleList /> : tab === 'macros' ? <MacroList /> : <RunList />}
      </Tabs>
    </Page>
  )
}
