import { MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Trouble } from '~/ui/Trouble'
import { MailRow } from './MailRow'
import { text } from './text'

/** The mails that left, or wait to leave, newest first. */
export function OutgoingScreen() {
  const list = usePages(MessagesService.method.listOutgoingMails, { pageSize: 50 })
  const mails = list.data?.pages.flatMap((page) => page.outgoingMails) ?? []
  return (
    <Page title={text.title}>
      <div className="min-h-0 grow overflow-y-auto">
        <p className="px-4 py-3 text-sm text-soft">{text.about}</p>
        {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <Loading lines={6} />}
        {list.data && mails.length === 0 && <Empty title={text.none} />}
        <ul aria-label={text.title} className="border-t border-line">
          {mails.map((mail) => (
            <MailRow key={mail.id} mail={mail} />
          ))}
        </ul>
        {list.hasNextPage && (
          <Button look="ghost" className="m-4" onClick={() => void list.fetchNextPage()}>
            {text.more}
          </Button>
        )}
      </div>
    </Page>
  )
}
