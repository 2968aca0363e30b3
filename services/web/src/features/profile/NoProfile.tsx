import { Code } from '@connectrpc/connect'
import { SearchX } from 'lucide-react'
import { problemOf } from '~/lib/error'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

const missing = new Set([Code.NotFound, Code.InvalidArgument])

/** What stands for a page while it is read, or where there is nobody by that id. */
export function NoProfile({ error, none }: { error: Error | null; none: string }) {
  if (!error) {
    return (
      <Page title="…">
        <Loading lines={6} />
      </Page>
    )
  }
  if (!missing.has(problemOf(error).code)) return <Trouble error={error} />
  return (
    <Page title={none}>
      <Empty icon={<SearchX aria-hidden />} title={none}>
        <p className="text-sm">{text.noneAbout}</p>
      </Empty>
    </Page>
  )
}
