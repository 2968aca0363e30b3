import { AuditRow } from '~/features/audit/AuditRow'
import { LogRow } from '~/features/activity/LogRow'
import { AuditLogService } from '~/gen/tandem/gateway/v1/audit_log_service_pb'
import { AuditService } from '~/gen/tandem/items/v1/audit_service_pb'
import { usePages } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { LogList } from '~/ui/LogList'
import { Section } from '~/ui/Section'
import { text } from './text'

/** What a person did on items that one sees; for administrators also what was changed of the person or organization. */
export function ProfileActivity({ id }: { id: string }) {
  const admin = useIsAdmin()
  return (
    <div className="grid gap-6 p-4">
      {!id.startsWith('org_') && <Done id={id} />}
      {admin && <Changed id={id} />}
    </div>
  )
}

function Done({ id }: { id: string }) {
  const list = usePages(AuditService.method.listAccountActivities, { filter: `actor = ${id}`, pageSize: 20 })
  return (
    <Section title={text.onItems}>
      <LogList label={text.onItems} list={list} rows={list.data?.pages.flatMap((page) => page.activities) ?? []} none={text.nothingDone} more={text.more}>
        {(line) => <LogRow key={line.activity?.id} line={line} />}
      </LogList>
    </Section>
  )
}

function Changed({ id }: { id: string }) {
  const list = usePages(AuditLogService.method.listAuditEntries, { pageSize: 20, where: { subject: id } })
  return (
    <Section title={text.onRecord}>
      <LogList label={text.onRecord} list={list} rows={list.data?.pages.flatMap((page) => page.entries) ?? []} none={text.nothingDone} more={text.more}>
        {(entry) => <AuditRow key={entry.id} entry={entry} />}
      </LogList>
    </Section>
  )
}
