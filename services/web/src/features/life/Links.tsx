import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { type ItemLink, ItemLinksService } from '~/gen/tandem/items/v1/item_links_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { Section } from '~/ui/Section'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { ItemLine } from './ItemLine'
import { NewLink } from './NewLink'
import { relationName, relations, text } from './text'

/** How an item belongs to others, each with its status. */
export function Links({ item }: { item: Item }) {
  const [adding, setAdding] = useState(false)
  const { data, error, refetch } = useRead(ItemLinksService.method.listItemLinks, { itemId: item.id })
  const links = data?.links ?? []
  const groups = relations.map(({ value }) => links.filter(({ relation }) => relation === value)).filter((group) => group.length > 0)
  return (
    <Section title={text.links}>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {groups.length === 0 && !error && <p className="text-sm text-soft">{text.noLinks}</p>}
      {groups.map((group) => (
        <Group key={group[0]?.relation} links={group} />
      ))}
      <Button className="justify-self-start" onClick={() => setAdding(true)}>
        <Plus aria-hidden />
        {text.addLink}
      </Button>
      {adding && <NewLink item={item} onClose={() => setAdding(false)} />}
    </Section>
  )
}

function Group({ links }: { links: ItemLink[] }) {
  const remove = useCommand(ItemLinksService.method.deleteItemLink)
  const [first] = links
  const name = first ? relationName(first.relation) : ''
  return (
    <div className="grid gap-x-3 @lg:grid-cols-[8rem_minmax(0,1fr)]">
      <span className="pt-2 text-sm text-soft">{name}</span>
      <ul aria-label={name} className="grid">
        {links.map(({ id, other }) =>
          other ? (
            <li key={id}>
              <ItemLine item={other}>
                <IconButton label={text.unlink(other.number)} onClick={() => remove.mutate({ id }, { onError: complain })}>
                  <X />
                </IconButton>
              </ItemLine>
            </li>
          ) : null,
        )}
      </ul>
    </div>
  )
}
