import { PersonName } from '~/features/people/PersonName'
import { type Message, MessagesService } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { escapeHtml } from '~/lib/html'
import { usePages } from '~/lib/query'
import { at } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Loading } from '~/ui/Loading'
import { RichText } from '~/ui/RichText'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

/** What a message said before it was changed or deleted, newest first. */
export function History({ message, onClose }: { message: Message; onClose: () => void }) {
  const list = usePages(MessagesService.method.listMessageRevisions, { id: message.id, pageSize: 20 })
  const revisions = list.data?.pages.flatMap((page) => page.revisions) ?? []
  return (
    <Dialog title={text.history} about={text.historyAbout} open onClose={onClose} wide>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      <ol aria-label={text.history} className="grid gap-3 text-sm">
        {!message.deleteTime && (
          <li>
            <p className="pb-1 text-xs font-medium text-soft">{text.nowSays}</p>
            <RichText html={message.html} className="rounded-lg border border-line px-3 py-2" />
          </li>
        )}
        {revisions.map((one) => (
          <li key={String(one.revision)}>
            <p className="pb-1 text-xs font-medium text-soft">
              {text.saidUntil(at(one.endTime))} <PersonName id={one.editorId} />
            </p>
            <RichText html={one.html || `<pre>${escapeHtml(one.text)}</pre>`} className="rounded-lg border border-line bg-hover px-3 py-2" />
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button look="ghost" busy={list.isFetchingNextPage} className="mt-2" onClick={() => void list.fetchNextPage()}>
          {text.earlierVersions}
        </Button>
      )}
    </Dialog>
  )
}
