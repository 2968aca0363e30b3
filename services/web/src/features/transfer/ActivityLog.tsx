import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { AuditService } from '~/gen/tandem/items/v1/audit_service_pb'
import { usePages } from '~/lib/query'
import { beginOf } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { LogList } from '~/ui/LogList'
import { inputLook } from '~/ui/input'
import { LogRow } from './LogRow'
import { text } from './text'

interface Asked {
  filter: string
  from: string
  until: string
}

const nothing: Asked = { filter: '', from: '', until: '' }

/** What happened to all items of the account, filtered, and as a file. */
export function ActivityLog() {
  const [form, setForm] = useState(nothing)
  const [asked, setAsked] = useState(nothing)
  const input = {
    filter: asked.filter,
    pageSize: 50,
    ...(asked.from && { startTime: timestampFromDate(beginOf(asked.from)) }),
    ...(asked.until && { endTime: timestampFromDate(beginOf(asked.until, 1)) }),
  }
  const list = usePages(AuditService.method.listAccountActivities, input)
  const lines = list.data?.pages.flatMap((page) => page.activities) ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(form)
  }
  return (
    <div className="grid gap-4 p-4">
      <p className="text-sm text-soft">{text.logAbout}</p>
      <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <div className="min-w-56 grow">
          <Field label={text.filter} hint={text.filterHint}>
            <input value={form.filter} onChange={(event) => setForm({ ...form, filter: event.target.value })} className={inputLook} />
          </Field>
        </div>
        <Field label={text.from}>
          <input type="date" value={form.from} onChange={(event) => setForm({ ...form, from: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.until}>
          <input type="date" value={form.until} onChange={(event) => setForm({ ...form, until: event.target.value })} className={inputLook} />
        </Field>
        <div className="flex gap-2 pt-6">
          <Button type="submit" look="primary">
            {text.apply}
          </Button>
          <a href={file(asked)} download className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line px-3 text-sm font-medium hover:bg-hover [&_svg]:size-4">
            <Download aria-hidden />
            {text.exportLog}
          </a>
        </div>
      </form>
      <LogList label={text.log} list={list} rows={lines} none={text.noActivities} more={text.more}>
        {(line) => <LogRow key={line.activity?.id} line={line} />}
      </LogList>
    </div>
  )
}

function file({ filter, from, until }: Asked): string {
  const query = new URLSearchParams()
  if (filter) query.set('filter', filter)
  if (from) query.set('start_time', beginOf(from).toISOString())
  if (until) query.set('end_time', beginOf(until, 1).toISOString())
  return `/v1/activities:export?${query.toString()}`
}
