import { Link } from '@tanstack/react-router'
import { ArrowLeft, MessageSquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { WidgetsService } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Trouble } from '~/ui/Trouble'
import { NewWidget } from './NewWidget'
import { text } from './text'

/** The widgets by which websites' visitors chat. */
export function WidgetsScreen() {
  const { data, error, isPending, refetch } = useRead(WidgetsService.method.listWidgets, {})
  const [adding, setAdding] = useState(false)
  const admin = useIsAdmin()
  return (
    <Page
      title={text.title}
      actions={
        <>
          <Link to="/chats" className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-soft hover:bg-hover hover:text-ink">
            <ArrowLeft aria-hidden className="size-4" />
            <span className="max-sm:sr-only">{text.toChats}</span>
          </Link>
          {admin && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden />
              {text.new}
            </Button>
          )}
        </>
      }
    >
      <div className="min-h-0 grow overflow-y-auto">
        {error && <Trouble error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading lines={3} />}
        {data?.widgets.length === 0 && (
          <Empty icon={<MessageSquare aria-hidden />} title={text.none}>
            <p className="max-w-md text-sm">{text.noneAbout}</p>
          </Empty>
        )}
        <ul aria-label={text.title}>
          {data?.widgets.map((widget) => (
            <li key={widget.id} className="border-b border-line">
              <Link to="/widgets/$widget" params={{ widget: widget.id }} className="flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-hover">
                <span aria-hidden style={{ backgroundColor: widget.color }} className="size-4 shrink-0 rounded-full border border-line" />
                <span className="min-w-0 grow">
                  <span className="block truncate font-medium">{widget.name}</span>
                  <span className="block truncate text-xs text-soft">
                    {widget.allowedSites.length === 0 ? text.everySite : `${text.sites(widget.allowedSites.length)}: ${widget.allowedSites.join(', ')}`}
                  </span>
                </span>
                {!widget.enabled && <Badge>{text.off}</Badge>}
              </Link>
            </li>
          ))}
        </ul>
      </div>
      {adding && <NewWidget onClose={() => setAdding(false)} />}
    </Page>
  )
}
