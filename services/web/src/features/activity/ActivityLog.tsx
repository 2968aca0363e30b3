import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { AuditService } from '~/gen/tandem/items/v1/audit_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Field } from '~/ui/Field'
import { LogList } from '~/ui/LogList'
import { inputLook } from '~/ui/input'
import { ActivityForm } from './ActivityForm'
import { LogRow } from './LogRow'
import { type Asked, type Scope, fileOf, filterOf, spanOf } from './asked'
import { text } from './text'

interface Props {
  scope: Scope
  asked: Asked
  onChange: (asked: Asked) => void
}

/** What happened to items, filtered, and as a file. */
export function ActivityLog({ scope, asked, onChange }: Props) {
  const [typed, setTyped] = useState(asked.filter ?? '')
  const { items = '', viewId = '' } = scope
  const list = usePages(AuditService.method.listAccountActivities, { items, viewId, filter: filterOf(asked, scope), pageSize: 50, ...spanOf(asked) })
  const lines = list.data?.pages.flatMap((page) => page.activities) ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange({ ...asked, filter: typed.trim() || undefined })
  }
  return (
    <>
      <form onSubmit={submit} className="grid grid-cols-2 items-start gap-3 sm:flex sm:flex-wrap">
        <ActivityForm asked={asked} onChange={onChange} />
        <div className="col-span-2 min-w-56 grow">
          <Field label={text.filter} hint={text.filterHint}>
            <input value={typed} onChange={(event) => setTyped(event.target.value)} className={inputLook} />
          </Field>
        </div>
        <Button type="submit" look="primary" className="justify-self-start sm:mt-6">
          {text.apply}
        </Button>
      </form>
      <p className="flex flex-wrap gap-2">
        {(['csv', 'jsonl'] as const).map((format) => (
          <a
            key={format}
            href={fileOf(asked, scope, format)}
            download
            className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line px-3 text-sm font-medium hover:bg-hover [&_svg]:size-4"
          >
            <Download aria-hidden />
            {format === 'csv' ? text.exportCsv : text.exportLines}
          </a>
        ))}
      </p>
      <LogList label={text.log} list={list} rows={lines} none={text.none} more={text.more}>
        {(line) => <LogRow key={line.activity?.id} line={line} />}
      </LogList>
    </>
  )
}
