import { useDeferredValue, useState } from 'react'
import { StatusDot } from '~/features/item/StatusDot'
import { wordsOf } from '~/features/item/text'
import { useStatuses } from '~/features/item/useStatuses'
import { text as search } from '~/features/search/text'
import { useFound } from '~/features/search/useFound'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { useRead } from '~/lib/query'
import { Picker } from '~/ui/Picker'
import { text } from './text'

interface Props {
  label: string
  /** Not among what is found. */
  except: string
  onPick: (item: Item) => void
}

/** Finds an item by its number or by words; the latest ones before anything is typed. */
export function ItemFinder({ label, except, onPick }: Props) {
  const [typed, setTyped] = useState('')
  const statuses = useStatuses()
  const q = useDeferredValue(typed.trim().replace(/^#/, ''))
  const isNumber = /^\d{1,12}$/.test(q)
  const exact = useRead(ItemsService.method.getItem, { id: q }, isNumber).data
  const { found, lookingBack } = useFound({ q, pageSize: 15 }, q.length > 1)
  const newest = useRead(ItemsService.method.listItems, { pageSize: 15, orderBy: 'update_time desc' }, q === '').data?.items ?? []
  const others = (q === '' ? newest : found.map(({ item }) => item)).filter(({ id }) => id !== exact?.id)
  const items = [...(isNumber && exact ? [exact] : []), ...others].filter(({ id }) => id !== except)
  return (
    <div className="flex max-h-[45dvh] min-h-56 flex-col overflow-hidden rounded-md border border-line">
      <Picker
        label={label}
        empty={lookingBack ? search.lookingBack : text.nothingFound}
        onSearch={setTyped}
        choices={items.map((item) => ({
          id: item.id,
          label: item.title,
          icon: <StatusDot status={statuses.find(({ id }) => id === item.statusId)} />,
          hint: `${wordsOf(item.kind).one} #${item.number}`,
        }))}
        onPick={({ id }) => {
          const item = items.find((one) => one.id === id)
          if (item) onPick(item)
        }}
      />
    </div>
  )
}
