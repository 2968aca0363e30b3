import { type RefObject, useImperativeHandle, useRef, useState } from 'react'
import { ComposerMacros } from '~/features/macro/ComposerMacros'
import { TypingLine } from '~/features/presence/TypingLine'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Draft } from '~/lib/draft'
import type { Inserter } from '~/ui/Editor'
import { useShortcut } from '~/lib/keys'
import { LazyEditor } from '~/ui/LazyEditor'
import { AttachButton } from './AttachButton'
import { CannedButton } from './CannedButton'
import { Collision } from './Collision'
import { DropZone } from './DropZone'
import { DraftFiles } from './DraftFiles'
import { Recipients } from './Recipients'
import { SendButtons } from './SendButtons'
import { SendingBar } from './SendingBar'
import { sideOf } from './sides'
import { cannedReplies, mentions } from './triggers'
import { useComposer } from './useComposer'
import { type Place, canMention, type usePost } from './useConversation'

export interface ComposerHandle {
  /** Puts a message that was taken back where it can be written on. */
  takeBack: (draft: Draft) => void
}

interface Props {
  place: Place
  post: ReturnType<typeof usePost>
  /** What the server keeps of it. */
  initial: Draft
  handle: RefObject<ComposerHandle | null>
}

/** Where a message is written. The server keeps it as it is typed, and it comes back if it could not be sent. */
export function Composer({ place, post, initial, handle }: Props) {
  const { subject, visibility, conversation } = place
  const side = sideOf(place)
  const form = useRef<HTMLFormElement>(null)
  const { draft, round, blank, ready, uploading, came, messages, change, send, attach, takeBack, goOn } = useComposer(place, post, initial, () => form.current?.contains(document.activeElement) ?? false)
  const [replies] = useState(() => cannedReplies(conversation?.id ?? subject))
  const [triggers] = useState(() => [replies, ...(canMention(place) ? [mentions] : [])])
  const inserter = useRef<Inserter>(null)
  useShortcut(visibility === Visibility.CUSTOMER ? 'r' : 'n', side.send, () => inserter.current?.(''))
  useImperativeHandle(handle, () => ({ takeBack }))
  return (
    <form
      ref={form}
      aria-label={side.send}
      className="sticky bottom-0 bg-surface px-4 pt-1 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <TypingLine subject={subject} />
      {came.ids.length > 0 && <Collision messages={came.messages} count={came.ids.length} onAnyway={() => send({ anyway: true })} onEdit={goOn} />}
      <SendingBar messages={messages} onTakeBack={takeBack} />
      <DropZone onFiles={(files) => void attach(files)} className={`rounded-lg border-2 focus-within:shadow-pop ${side.frame}`}>
        {visibility === Visibility.CUSTOMER && <Recipients place={place} draft={draft} onChange={change} />}
        <DraftFiles
          files={draft.files}
          uploading={uploading}
          onRemove={(id) => change((before) => ({ ...before, files: before.files.filter((file) => file.id !== id) }))}
        />
        <LazyEditor
          key={round.at}
          quiet={blank}
          label={side.placeholder}
          initialHtml={draft.html}
          autoFocus={round.focus}
          onChange={(html) => change((before) => ({ ...before, html }))}
          triggers={triggers}
          inserter={inserter}
          onSubmit={() => send()}
          onFiles={(files) => void attach(files)}
          className="max-h-80 min-h-32"
          end={
            <>
              <CannedButton replies={replies} onInsert={(html) => inserter.current?.(html)} />
              <ComposerMacros subject={subject} />
              <AttachButton onFiles={(files) => void attach(files)} />
              <SendButtons side={side} withCustomer={visibility === Visibility.CUSTOMER} ready={ready} busy={post.isPending} planned={draft.later} onPlan={(later) => change((before) => ({ ...before, later }))} onLater={(later) => send({ later })} />
            </>
          }
        />
      </DropZone>
    </form>
  )
}
