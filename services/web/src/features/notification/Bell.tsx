import { Bell as BellIcon } from 'lucide-react'
import { useState } from 'react'
import { NotificationsService } from '~/gen/tandem/notifications/v1/notifications_service_pb'
import { usePages } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Pop } from '~/ui/Pop'
import { NotificationList } from './NotificationList'
import { text } from './text'

const most = 99

/** How much there is to know, and what, when pressed. */
export function Bell() {
  const [open, setOpen] = useState(false)
  const list = usePages(NotificationsService.method.listNotifications, { pageSize: 30 })
  const unseen = list.data?.pages[0]?.unseenCount ?? 0
  return (
    <Pop
      label={text.title}
      open={open}
      onOpenChange={setOpen}
      className="w-[min(24rem,calc(100vw-1rem))]"
      trigger={
        <IconButton label={text.label(unseen)} className="relative">
          <BellIcon />
          {unseen > 0 && (
            <span aria-hidden className="absolute top-0 right-0 min-w-4 rounded-full bg-accent px-1 text-center text-[0.625rem] leading-4 font-semibold text-accent-ink">
              {unseen > most ? `${most}+` : unseen}
            </span>
          )}
        </IconButton>
      }
    >
      <NotificationList list={list} onPick={() => setOpen(false)} />
    </Pop>
  )
}
