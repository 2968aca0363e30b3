import { timestampDate } from '@bufbuild/protobuf/wkt'
import { CalendarDays, MapPin, Repeat, User } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Invitation } from '~/gen/tandem/conversations/v1/mail_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'
import { invitationMethods } from './words'
import { meetingTime } from './meetingTime'

/** A meeting that a mail invites to, or speaks of. */
export function InvitationCard({ invitation }: { invitation: Invitation }) {
  const { method, summary, location, organizer, startTime, endTime, allDay, cancelled, recurrence } = invitation
  const gone = cancelled || method === 'CANCEL'
  const by = organizer?.name || organizer?.address
  return (
    <section aria-label={summary || text.meeting} className="mt-2 flex max-w-lg gap-3 rounded-lg border border-line bg-surface p-3 text-sm">
      {startTime && <Day date={timestampDate(startTime)} utc={allDay} />}
      <div className="grid min-w-0 grow content-start gap-0.5">
        <p className="flex flex-wrap items-center gap-2">
          <span className={`font-semibold wrap-anywhere ${gone ? 'line-through' : ''}`}>{summary || text.meeting}</span>
          <Badge tone={gone ? 'danger' : 'plain'}>{gone ? text.cancelledMeeting : (invitationMethods[method] ?? method)}</Badge>
        </p>
        {startTime && <Line icon={<CalendarDays aria-hidden />}>{meetingTime(timestampDate(startTime), endTime && timestampDate(endTime), allDay)}</Line>}
        {recurrence && <Line icon={<Repeat aria-hidden />}>{recurrence}</Line>}
        {location && <Line icon={<MapPin aria-hidden />}>{location}</Line>}
        {by && <Line icon={<User aria-hidden />}>{text.organizedBy(by)}</Line>}
      </div>
    </section>
  )
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-soft [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
      {icon}
      <span className="wrap-anywhere">{children}</span>
    </p>
  )
}

/** A leaf of a calendar. */
function Day({ date, utc }: { date: Date; utc: boolean }) {
  const zone = utc ? { timeZone: 'UTC' } : {}
  return (
    <span aria-hidden className="flex h-12 w-11 shrink-0 flex-col items-center overflow-hidden rounded-md border border-line text-center leading-tight">
      <span className="w-full bg-accent-soft text-xs font-medium text-accent">{date.toLocaleDateString('en', { month: 'short', ...zone })}</span>
      <span className="grow pt-1 text-lg font-semibold">{date.toLocaleDateString('en', { day: 'numeric', ...zone })}</span>
    </span>
  )
}
