import { Link } from '@tanstack/react-router'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { type ListNotificationsRequestSchema, type ListNotificationsResponseSchema, NotificationsService } from '~/gen/tandem/notifications/v1/notifications_service_pb'
import { useCommand, type usePages } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { complain } from '~/ui/Toast'
import { text } from './text'

interface Props {
  list: ReturnType<typeof usePages<typeof ListNotificationsRequestSchema, typeof ListNotificationsResponseSchema>>
  onPick: () => void
}

/** What the user should know, newest first. Going to the thing marks it as seen. */
export function NotificationList({ list, onPick }: Props) {
  const see = useCommand(NotificationsService.method.seeNotifications)
  const notifications = list.data?.pages.flatMap((page) => page.notifications) ?? []
  return (
    <>
      <header className="flex h-10 shrink-0 items-center justify-between border-b border-line pr-1 pl-3">
        <h2 className="font-semibold">{text.title}</h2>
        <Button look="ghost" onClick={() => see.mutate({}, { onError: complain })}>
          {text.seeAll}
        </Button>
      </header>
      {notifications.length === 0 && <Empty title={text.none} />}
      <ul className="overflow-y-auto">
        {notifications.map((one) => (
          <li key={one.id}>
            <Link
              {...placeOf(one.subject)}
              onClick={() => {
                if (!one.seeTime) see.mutate({ ids: [one.id] })
                onPick()
              }}
              className={`flex items-start gap-2.5 border-b border-line px-3 py-2.5 text-sm outline-offset-[-2px] hover:bg-hover ${one.seeTime ? 'text-soft' : ''}`}
            >
              <PersonAvatar id={one.actorId} />
              <span className="min-w-0 grow wrap-anywhere">
                {one.text}
                <Ago time={one.createTime} className="block text-xs text-soft" />
              </span>
              {!one.seeTime && <span className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" />}
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-1" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}

/** Where the thing is. */
function placeOf(subject: string) {
  if (subject.startsWith('conv_')) return { to: '/messages', search: { section: 'mine', conversation: subject } } as const
  return { to: '/tickets/$id', params: { id: subject } } as const
}
