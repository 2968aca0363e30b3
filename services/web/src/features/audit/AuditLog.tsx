import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { AuditLogService } from '~/gen/tandem/gateway/v1/audit_log_service_pb'
import { usePages } from '~/lib/query'
import { beginOf } from '~/lib/time'
import { Field } from '~/ui/Field'
import { LogList } from '~/ui/LogList'
import { inputLook } from '~/ui/input'
import { AuditRow } from './AuditRow'
import { kinds, text } from './text'

const nothing = { actor: '', kind: '', from: '', until: '' }

/** Who changed what of the account, filtered, and as a file. */
export function AuditLog() {
  const [asked, setAsked] = useState(nothing)
  const users = usePages(UsersService.method.listUsers, { pageSize: 100, showDisabled: true })
  const { subject = '', action = '' } = kinds.find(({ value }) => value === asked.kind) ?? {}
  const where = {
    actor: asked.actor,
    subject,
    action,
    ...(asked.from && { startTime: timestampFromDate(beginOf(asked.from)) }),
    ...(asked.until && { endTime: timestampFromDate(beginOf(asked.until, 1)) }),
  }
  const list = usePages(AuditLogService.method.listAuditEntries, { pageSize: 50, where })
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <div className="grid gap-4 p-4">
      <p className="text-sm text-soft">
        {text.about}{' '}
        <Link to="/activity" className="text-accent underline">
          {text.ofItems}
        </Link>
      </p>
      <form className="grid grid-cols-2 items-start gap-3 sm:flex sm:flex-wrap">
        <Field label={text.actor}>
          <select value={asked.actor} onChange={(event) => setAsked({ ...asked, actor: event.target.value })} className={inputLook}>
            <option value="">{text.anybody}</option>
            {users.data?.pages.flatMap((page) => page.users).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field label={text.kind}>
          <select value={asked.kind} onChange={(event) => setAsked({ ...asked, kind: event.target.value })} className={inputLook}>
            {kinds.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        <Field label={text.from}>
          <input type="date" value={asked.from} onChange={(event) => setAsked({ ...asked, from: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.until}>
          <input type="date" value={asked.until} onChange={(event) => setAsked({ ...asked, until: event.target.value })} className={inputLook} />
        </Field>
      </form>
      <p className="flex flex-wrap gap-2">
        {(['csv', 'jsonl'] as const).map((format) => (
          <a
            key={format}
            href={file(asked, subject, action, format)}
            download
            className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line px-3 text-sm font-medium hover:bg-hover [&_svg]:size-4"
          >
            <Download aria-hidden />
            {format === 'csv' ? text.exportLog : text.exportLines}
          </a>
        ))}
      </p>
      <LogList label={text.log} list={list} rows={entries} none={text.none} more={text.more}>
        {(entry) => <AuditRow key={entry.id} entry={entry} />}
      </LogList>
    </div>
  )
}

function file({ actor, from, until }: typeof nothing, subject: string, action: string, format: string): string {
  const query = new URLSearchParams({ format })
  const set = (name: string, value: string) => value && query.set(`where.${name}`, value)
  set('actor', actor)
  set('subject', subject)
  set('action', action)
  if (from) set('start_time', beginOf(from).toISOString())
  if (until) set('end_time', beginOf(until, 1).toISOString())
  return `/v1/audit_entries:export?${query.toString()}`
}
