import { useDeferredValue, useState } from 'react'
import { wordsOf } from '~/features/item/text'
import { text as search } from '~/features/search/text'
import { useFound } from '~/features/search/useFound'
import { type Conversation, ConversationsService } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { Picker } from '~/ui/Picker'
import { tell } from '~/ui/Toast'
import { text } from './text'
import { refuse } from './useChange'

/** Makes a conversation one of a ticket or task that is there. */
export function LinkItem({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim().replace(/^#/, ''))
  const number = /^\d{1,12}$/.test(q)
  const exact = useRead(ItemsService.method.getItem, { id: q }, number).data
  const { found, lookingBack } = useFound({ q, pageSize: 15 }, q.length > 1)
  const newest = useRead(ItemsService.method.listItems, { pageSize: 15, filter: '', orderBy: 'update_time desc' }, q === '').data?.items ?? []
  const link = useCommand(ConversationsService.method.linkConversation)
  const items = [...(number && exact ? [exact] : []), ...(q === '' ? newest : found.map(({ item }) => item)).filter(({ id }) => id !== exact?.id)]
  const pick = (id: string) => {
    const item = items.find((one) => one.id === id)
    if (!item || link.isPending) return
    const onSuccess = () => {
      tell(text.linked(item.number))
      onClose()
    }
    link.mutate({ id: conversation.id, itemId: id }, { onSuccess, onError: refuse })
  }
  return (
    <Dialog title={text.linkTitle} about={text.linkAbout} open onClose={onClose}>
      <div className="flex max-h-[50dvh] min-h-64 flex-col overflow-hidden rounded-md border border-line">
        <Picker
          label={text.linkSearch}
          empty={lookingBack ? search.lookingBack : text.noneFound(q)}
          onSearch={setTyped}
          choices={items.map((item) => ({ id: item.id, label: item.title, hint: `${wordsOf(item.kind).one} #${item.number}` }))}
          onPick={({ id }) => pick(id)}
        />
      </div>
    </Dialog>
  )
}
