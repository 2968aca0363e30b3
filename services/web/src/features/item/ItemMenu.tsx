import { ArrowRightLeft, Bell, BellOff, Ellipsis, Link2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { LifeDialog, type LifeDialogName } from '~/features/life/LifeDialog'
import { LifeMenuItems } from '~/features/life/LifeMenuItems'
import { restore } from '~/features/life/acts'
import { text as life } from '~/features/life/text'
import { whyNotChange, whyNotDelete } from '~/features/sharing/may'
import { type Item, ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { NotificationsService } from '~/gen/tandem/notifications/v1/notifications_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { useMe } from '~/lib/session'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain, tell } from '~/ui/Toast'
import { text, wordsOf } from './text'

/** What is done with an item less often. */
export function ItemMenu({ item, onClose }: { item: Item; onClose: (() => void) | undefined }) {
  const words = wordsOf(item.kind)
  const [open, setOpen] = useState<LifeDialogName>()
  const convert = useCommand(ItemsService.method.convertItem)
  const remove = useCommand(ItemsService.method.deleteItem)
  const me = useMe()
  const follows = useRead(NotificationsService.method.listFollowers, { subject: item.id }).data?.followerIds.includes(me.id)
  const follow = useCommand(NotificationsService.method.follow)
  const unfollow = useCommand(NotificationsService.method.unfollow)

  const copy = async () => {
    await navigator.clipboard.writeText(`${location.origin}${words.path}/${item.number}`)
    tell(text.copied)
  }
  const toggleFollow = () => {
    const said = follows ? text.unfollowed : text.following
    ;(follows ? unfollow : follow).mutate({ subject: item.id }, { onError: complain, onSuccess: () => tell(said) })
  }
  const onDelete = () => {
    if (!confirm(`${text.deleteItem} #${item.number}?`)) return
    remove.mutate(
      { id: item.id },
      {
        onError: complain,
        onSuccess: () => {
          tell(text.deleted(item.number), { label: life.undo, run: () => restore(item) })
          onClose?.()
        },
      },
    )
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={text.more}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem
          icon={<ArrowRightLeft aria-hidden />}
          disabledReason={whyNotChange(item)}
          onSelect={() => convert.mutate({ id: item.id, kind: words.other, requestId: newRequestId() }, { onError: complain })}
        >
          {words.convert}
        </MenuItem>
        <MenuItem icon={follows ? <BellOff aria-hidden /> : <Bell aria-hidden />} onSelect={toggleFollow}>
          {follows ? text.unfollow : text.follow}
        </MenuItem>
        <LifeMenuItems item={item} onOpen={setOpen} />
        <MenuItem icon={<Link2 aria-hidden />} onSelect={() => void copy().catch(complain)}>
          {text.copyLink}
        </MenuItem>
        <MenuItem danger icon={<Trash2 aria-hidden />} disabledReason={whyNotDelete(item)} onSelect={onDelete}>
          {text.deleteItem}
        </MenuItem>
      </Menu>
      {open && <LifeDialog item={item} name={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
