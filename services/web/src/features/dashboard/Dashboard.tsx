import { Page } from '~/ui/Page'
import { ItemPanel } from './ItemPanel'
import { LatestAnswers } from './LatestAnswers'
import { Satisfaction } from './Satisfaction'
import { text } from './text'

/** What waits for the user, and what customers thought. */
export function Dashboard() {
  return (
    <Page title={text.title}>
      <div className="@container min-h-0 grow overflow-y-auto bg-canvas p-4">
        <div className="mx-auto grid max-w-6xl gap-4 @4xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="grid content-start gap-4">
            <ItemPanel title={text.mine} filter="status.state != FINISHED AND assignee = me" view="my_open" />
            <ItemPanel title={text.unassigned} filter="status.state != FINISHED AND NOT assignee:*" view="unassigned" />
          </div>
          <div className="grid content-start gap-4">
            <Satisfaction />
            <LatestAnswers />
          </div>
        </div>
      </div>
    </Page>
  )
}
