import { ImageOff } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { HtmlFrame } from '~/ui/HtmlFrame'
import { withPictures, withoutQuote } from './mailHtml'
import { text } from './text'
import { usePictures } from './usePictures'

/** A mail as its writer laid it out. Pictures of the web are shown when somebody wants them: fetching one tells the sender. */
export function FormattedMail({ message }: { message: Message }) {
  const [whole, setWhole] = useState(false)
  const { reply, quotes } = useMemo(() => withoutQuote(message.html), [message.html])
  const { count, sender, fetched, missing, asked, isFetching, show, showAlways } = usePictures(message)
  return (
    <>
      {count > 0 && !asked && (
        <div className="mb-2 flex items-start gap-2 rounded-md bg-hover px-2.5 py-1.5 text-sm">
          <ImageOff aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" />
          <div className="min-w-0">
            <p className="text-soft">{text.picturesHidden(count)}</p>
            <p className="flex flex-wrap gap-x-4 gap-y-0.5 pt-0.5 [&>button]:text-left [&>button]:text-accent [&>button]:wrap-anywhere [&>button]:hover:underline">
              <button type="button" onClick={show}>
                {text.showPictures}
              </button>
              {sender && (
                <button type="button" onClick={showAlways}>
                  {text.alwaysOf(sender)}
                </button>
              )}
            </p>
          </div>
        </div>
      )}
      {isFetching && (
        <p role="status" className="pb-2 text-sm text-soft">
          {text.loadingPictures}
        </p>
      )}
      {missing > 0 && <p className="pb-2 text-sm text-soft">{text.picturesMissing(missing)}</p>}
      <HtmlFrame title={text.formatted} html={withPictures(whole ? message.html : reply, message, fetched)} />
      {quotes && (
        <button
          type="button"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
          className="mt-1 inline-flex h-6 items-center rounded bg-hover px-2 text-xs text-soft hover:text-ink"
        >
          {whole ? text.hideQuoted : text.showQuoted}
        </button>
      )}
    </>
  )
}
