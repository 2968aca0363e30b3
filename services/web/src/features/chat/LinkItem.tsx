import { useDeferredValue, useState } from 'react'
import { wordsOf } from '~/features/item/text'
import { type Chat, ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Picker } from '~/ui/Picker'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

/** Makes a chat part of an item that is there. */
export function LinkItem({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim().replace(/^#/, ''))
  const found = useRead(ItemsService.method.searchItems, { q, pageSize: 10 }, q !== '').data?.items ?? []
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
        empty={q ? text.nothingFound : text.typeMore}
        onSearch={setTyped}
        choices={q ? found.map(({ id, title, kind, number }) => ({ id, label: title, hint: `${wordsOf(kind).one} #${number}` })) : []}
        onPick={({ id }) => !link.isPending && join(id)}
      />
    </Dialog>
  )
}
