import { ImageOff } from 'lucide-react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { HtmlFrame } from '~/ui/HtmlFrame'
import { withPictures } from './mailHtml'
import { text } from './text'
import { usePictures } from './usePictures'

/** A mail as its writer laid it out. Pictures of the web are shown when somebody wants them: fetching one tells the sender. */
export function FormattedMail({ message }: { message: Message }) {
  const { count, sender, fetched, missing, asked, isFetching, show, showAlways } = usePictures(message)
  return (
    <>
      {count > 0 && !asked && (
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-hover px-2.5 py-1.5 text-sm">
          <ImageOff aria-hidden className="size-4 shrink-0 text-soft" />
          <span className="grow text-soft">{text.picturesHidden(count)}</span>
          <button type="button" onClick={show} className="text-accent underline-offset-2 hover:underline">
            {text.showPictures}
          </button>
          {sender && (
            <button type="button" onClick={showAlways} className="text-accent underline-offset-2 hover:underline">
              {text.alwaysOf(sender)}
            </button>
          )}
        </div>
      )}
      {isFetching && (
        <p role="status" className="pb-2 text-sm text-soft">
          {text.loadingPictures}
        </p>
      )}
      {missing > 0 && <p className="pb-2 text-sm text-soft">{text.picturesMissing(missing)}</p>}
      <HtmlFrame title={text.formatted} html={withPictures(message, fetched)} />
    </>
  )
}
