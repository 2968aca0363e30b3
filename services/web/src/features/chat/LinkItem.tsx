import { useDeferredValue, useState } from 'react'
import { wordsOf } from '~/features/item/text'
import { text as search } from '~/features/search/text'
import { useFound } from '~/features/search/useFound'
import { type Chat, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { useCommand } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Picker } from '~/ui/Picker'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

/** Makes a chat part of an item that is there. */
export function LinkItem({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim().replace(/^#/, ''))
  const { found, lookingBack } = useFound({ q, pageSize: 10 }, q !== '')
  const link = useCommand(ChatsService.method.linkChat)
  const join = (itemId: string) =>
    link.mutate(
      { id: chat.id, itemId },
      {
        onSuccess: () => {
          tell(text.linked)
          onClose()
        },
        onError: complain,
      },
    )
  return (
    <Dialog title={text.link} open onClose={onClose}>
      <Picker
        label={text.findItem}
        empty={lookingBack ? search.lookingBack : q ? text.nothingFound : text.typeMore}
        onSearch={setTyped}
        choices={q ? found.map(({ item: { id, title, kind, number } }) => ({ id, label: title, hint: `${wordsOf(kind).one} #${number}` })) : []}
        onPick={({ id }) => !link.isPending && join(id)}
      />
    </Dialog>
  )
}
