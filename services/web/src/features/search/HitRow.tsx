import { Link } from '@tanstack/react-router'
import { StatusDot } from '~/features/item/StatusDot'
import { wordsOf } from '~/features/item/text'
import { useStatus } from '~/features/item/useStatuses'
import { PersonName } from '~/features/people/PersonName'
import { type Item, type SearchHit, SearchPassage_Place as Place } from '~/gen/tandem/items/v1/items_service_pb'
import { Ago } from '~/ui/Ago'
import { Marked } from './Marked'
import { text } from './text'

interface Props {
  item: Item
  hit: SearchHit | undefined
}

/** An item that was found, and the places where it has the words. */
export function HitRow({ item, hit }: Props) {
  const status = useStatus(item.statusId)
  const number = String(item.number)
  const title = hit?.passages.find(({ place }) => place === Place.TITLE)
  const passages = hit?.passages.filter(({ place }) => place !== Place.TITLE) ?? []
  const [requester] = item.requesterIds
  return (
    <Link
      to={`${wordsOf(item.kind).path}/$id`}
      params={{ id: number }}
      data-result
      className="block border-b border-line px-4 py-2.5 outline-offset-[-2px] hover:bg-hover"
    >
      <span className="flex items-center gap-2.5">
        <StatusDot status={status} label />
        <span className="shrink-0 text-sm text-soft tabular-nums">#{number}</span>
        <span className="min-w-0 grow truncate font-medium">{title ? <Marked text={title.text} ranges={title.ranges} /> : item.title}</span>
        <Ago time={item.createTime} className="shrink-0 text-xs whitespace-nowrap text-soft" />
      </span>
      {passages.map((passage) => (
        <span key={passage.place} className="mt-0.5 block pl-6 text-sm break-words text-soft">
          <span className="mr-1.5 text-xs font-medium">{text.place[passage.place]}</span>
          <Marked text={passage.text} ranges={passage.ranges} />
        </span>
      ))}
      {requester && (
        <span className="mt-0.5 block truncate pl-6 text-xs text-soft">
          <PersonName id={requester} />
        </span>
      )}
    </Link>
  )
}
