import { useState } from 'react'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { RuleList } from './RuleList'
import { RunList } from './RunList'
import { text } from './text'

const tabs = [
  { id: 'rules', label: text.rules },
  { id: 'runs', label: text.runs },
]

/** What happens by itself, and what did. */
export function AutomationScreen() {
  const [tab, setTab] = useState('rules')
  return (
    <Page title={text.title}>
      <Tabs label={text.title} tabs={tabs} value={tab} onChange={setTab} className="grow pt-1">
        {tab === 'rules' ? <RuleList /> : <RunList />}
      </Tabs>
    </Page>
  )
}
