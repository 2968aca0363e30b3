import { CalendarClock, ChevronDown, CircleSlash, Send } from 'lucide-react'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { useState } from 'react'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import type { Draft } from '~/lib/draft'
import { useMe } from '~/lib/session'
import { at, useNow } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Pop } from '~/ui/Pop'
import { RichText } from '~/ui/RichText'
import { composing } from './composing'
import { Attachments } from './Attachments'
import { SendLater } from './SendLater'
import { shortTime } from './sendTimes'
import { text } from './text'
import { useWaiting } from './useWaiting'
import { isLeaving, isWaiting } from './waiting'

interface Props {
  message: Message
  onTakeBack: (draft: Draft) => void
}

/** A message that is not sent yet, or was not sent in the end: when, or why. Only users see it. */
export function WaitingCard({ message, onTakeBack }: Props) {
  const now = useNow('half-minute')
  const own = useMe().id === message.authorId
  const waits = isWaiting(message)
  const leaving = isLeaving(message, now)
  const time = message.sendTime ? timestampDate(message.sendTime) : new Date(now)
  const Sign = leaving ? Send : waits ? CalendarClock : CircleSlash
  return (
    <li id={message.id} className="px-4 py-2">
      <article aria-label={waits ? composing.scheduledMessage : composing.unsentMessage}>
        <header className="flex items-start gap-2 text-sm">
          <PersonAvatar id={message.authorId} />
          <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-semibold">
              <PersonName id={message.authorId} />
            </span>
            <span title={at(message.sendTime)} className={`inline-flex items-center gap-1 [&_svg]:size-3.5 [&_svg]:shrink-0 ${waits ? 'text-soft' : 'text-danger'}`}>
              <Sign aria-hidden />
              <span>
                {waits ? (leaving ? text.sending : composing.scheduledFor(shortTime(time, new Date(now)))) : message.stateReason}
                {waits && !leaving && message.cancelOnReply && ` ${composing.cancelsOnReply}`}
              </span>
            </span>
          </span>
        </header>
        <div className="mt-1 ml-7 rounded-lg border border-dashed border-strong-line/60 px-3 py-2">
          <RichText html={message.html} />
          <Attachments files={message.attachments} />
        </div>
        {own && !leaving && <Actions message={message} time={waits ? time : undefined} onTakeBack={onTakeBack} />}
      </article>
    </li>
  )
}

function Actions({ message, time, onTakeBack }: Props & { time: Date | undefined }) {
  const { takeBack, sendNow, reschedule, leaves, busy } = useWaiting(message, onTakeBack)
  const withCustomer = message.visibility === Visibility.CUSTOMER
  const [open, setOpen] = useState(false)
  /** What was just ticked, until the server has it. */
  const [asked, ask] = useState<boolean>()
  const bind = (cancelOnReply: boolean) => {
    if (leaves) return
    ask(cancelOnReply)
    reschedule({ cancelOnReply }, { onSettled: () => ask(undefined) })
  }
  return (
    <div className="ml-7 flex flex-wrap gap-1 pt-1">
      <Button busy={busy} onClick={takeBack}>
        {time ? text.edit : composing.writeOn}
      </Button>
      {time && (
        <Pop
          label={composing.changeTime}
          open={open}
          onOpenChange={setOpen}
          className="w-80"
          trigger={
            <Button look="ghost">
              {composing.changeTime}
              <ChevronDown aria-hidden />
            </Button>
          }
        >
          <SendLater
            waits
            withCustomer={withCustomer}
            ready={!busy}
            first={{ at: time.getTime(), cancelOnReply: message.cancelOnReply }}
            onSend={(later) => {
              setOpen(false)
              reschedule(later)
            }}
          />
        </Pop>
      )}
      {time && (
        <Button look="ghost" busy={busy} onClick={sendNow}>
          {composing.sendNow}
        </Button>
      )}
      {time && withCustomer && (
        <span className="flex min-h-8 items-center px-1">
          <Check label={composing.cancelOnReply} checked={asked ?? message.cancelOnReply} onChange={bind} />
        </span>
      )}
    </div>
  )
}
