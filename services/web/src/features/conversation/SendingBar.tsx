import { Undo2 } from 'lucide-react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import type { Draft } from '~/lib/draft'
import { useShortcut } from '~/lib/keys'
import { useMe } from '~/lib/session'
import { useNow } from '~/lib/time'
import { Button } from '~/ui/Button'
import { composing } from './composing'
import { text } from './text'
import { useWaiting } from './useWaiting'
import { isLeaving, isWaiting, secondsLeft } from './waiting'

interface Props {
  messages: Message[]
  onTakeBack: (draft: Draft) => void
}

/** The last of one's own messages that is about to leave: it can be taken back. */
export function SendingBar({ messages, onTakeBack }: Props) {
  const me = useMe()
  return messages.some((one) => isWaiting(one) && one.authorId === me.id) ? <Leaving messages={messages} me={me.id} onTakeBack={onTakeBack} /> : null
}

function Leaving({ messages, me, onTakeBack }: Props & { me: string }) {
  const now = useNow('second')
  const message = messages.findLast((one) => one.authorId === me && isLeaving(one, now))
  const { takeBack, sendNow, busy } = useWaiting(message, onTakeBack)
  useShortcut('mod+z', composing.undoSend, takeBack, message !== undefined && !busy)
  if (!message) return null
  const left = secondsLeft(message, now)
  return (
    <div role="group" aria-label={composing.undoSend} className="mb-2 flex items-center gap-1 rounded-lg border border-line bg-raised py-1 pr-1 pl-3 text-sm shadow-pop">
      <p role="status" className="sr-only">
        {composing.canUndo}
      </p>
      <p className="grow tabular-nums">{left > 0 ? composing.sendingIn(left) : text.sending}</p>
      <Button look="ghost" busy={busy} onClick={sendNow}>
        {composing.sendNow}
      </Button>
      <Button busy={busy} title={composing.undoKeys} onClick={takeBack}>
        <Undo2 aria-hidden />
        {composing.undo}
      </Button>
    </div>
  )
}
