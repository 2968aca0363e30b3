import { ExternalLink, MessageCircle } from 'lucide-react'
import { type Widget, Widget_Position } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { useRead } from '~/lib/query'
import { text } from './text'

/** How it will look, drawn of what is typed; and the way to the real one. */
export function Preview({ widget }: { widget: Widget }) {
  const account = useRead(AccountsService.method.getAccount, {}).data
  const side = widget.position === Widget_Position.START ? 'justify-self-start' : 'justify-self-end'
  return (
    <div className="grid gap-3">
      <div aria-hidden className="grid max-w-96 gap-3">
        <div className="overflow-hidden rounded-xl border border-line bg-surface shadow-pop">
          <p style={{ backgroundColor: widget.color }} className="truncate px-4 py-3 font-semibold text-white">
            {widget.title || account?.name}
          </p>
          <div className="grid min-h-48 content-start gap-2 p-4">
            {widget.greeting && <p className="w-fit max-w-[85%] rounded-lg bg-hover px-3 py-2 whitespace-pre-line wrap-anywhere">{widget.greeting}</p>}
            <p style={{ backgroundColor: widget.color }} className="w-fit max-w-[85%] justify-self-end rounded-lg px-3 py-2 text-white">
              {text.sample}
            </p>
          </div>
          <p className="border-t border-line px-4 py-3 text-soft">{text.write}</p>
        </div>
        <span style={{ backgroundColor: widget.color }} className={`grid size-14 place-items-center rounded-full text-white shadow-pop ${side}`}>
          <MessageCircle className="size-6" />
        </span>
      </div>
      {widget.enabled ? (
        <a href={`/widget/${widget.key}`} target="_blank" rel="noopener" className="inline-flex w-fit items-center gap-1 text-sm text-accent hover:underline">
          {text.tryIt}
          <ExternalLink aria-hidden className="size-3.5" />
        </a>
      ) : (
        <p className="text-sm text-soft">{text.previewOff}</p>
      )}
    </div>
  )
}
