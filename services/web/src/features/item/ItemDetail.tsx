import { Code } from '@connectrpc/connect'
import { SearchX } from 'lucide-react'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { problemOf } from '~/lib/error'
import { useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Fixed } from '~/ui/Fixed'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { PageTitle } from '~/ui/PageTitle'
import { Trouble } from '~/ui/Trouble'
import { MergedNotice } from '~/features/life/MergedNotice'
import { whyNotChange } from '~/features/sharing/may'
import { Description } from './Description'
import { ItemFacts } from './ItemFacts'
import { ItemHead } from './ItemHead'
import { ItemTabs } from './ItemTabs'
import { text } from './text'

interface Props {
  /** `item_…` or the number. */
  id: string
  /** Given: it is docked beside a list, and can be closed. */
  onClose?: () => void
}

/** One ticket or task, docked or as a page: facts stand beside the conversation where there is room. */
export function ItemDetail({ id, onClose }: Props) {
  const { data: item, error, refetch } = useRead(ItemsService.method.getItem, { id })
  if (error && !item && problemOf(error).code === Code.NotFound) {
    return (
      <Page title={text.notFound} actions={onClose && <Button onClick={onClose}>{text.close}</Button>}>
        <Empty icon={<SearchX aria-hidden />} title={text.notFound}>
          <p className="text-sm">{text.notFoundAbout}</p>
        </Empty>
      </Page>
    )
  }
  if (error && !item) return <Trouble error={error} onRetry={() => void refetch()} />
  if (!item) return <Loading lines={6} />
  return (
    <article aria-label={item.title} className="@container flex h-full min-h-0 flex-col bg-surface">
      <PageTitle of={`#${item.number} ${item.title}`} />
      <ItemHead item={item} onClose={onClose} />
      {item.mergedFromId && <MergedNotice item={item} />}
      <div className="min-h-0 grow overflow-y-auto @4xl:grid @4xl:grid-cols-[minmax(0,1fr)_17rem] @4xl:overflow-hidden">
        <Fixed reason={whyNotChange(item)}>
          <ItemFacts item={item} />
        </Fixed>
        <div className="flex min-w-0 flex-col @4xl:min-h-0 @4xl:overflow-y-auto">
          <Description key={item.id} item={item} />
          <ItemTabs item={item} />
        </div>
      </div>
    </article>
  )
}
