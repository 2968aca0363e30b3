import { useState } from 'react'
import { type Import, ImportsService, type Import_Target, type PreviewImportResponse } from '~/gen/tandem/items/v1/imports_service_pb'
import { useCommand } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import type { Uploaded } from '~/lib/upload'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { Select } from '~/ui/Select'
import { complain } from '~/ui/Toast'
import { ImportRow } from './ImportRow'
import { mayBeDate, orders } from './dateOrder'
import { MappingTable } from './MappingTable'
import { type Mapping, problemOfMapping } from './mapping'
import { text } from './text'

interface Props {
  file: Uploaded
  target: Import_Target
  seen: PreviewImportResponse
  onStarted: (started: Import) => void
  onAnother: () => void
}

/** What each column becomes, a try, and the start. */
export function ImportSetup({ file, target, seen, onStarted, onAnother }: Props) {
  const [mapping, setMapping] = useState<Mapping>(() => Object.fromEntries(seen.columns.map((column) => [column.name, column.field])))
  const [dateOrder, setDateOrder] = useState(seen.dateOrder)
  const [rules, setRules] = useState(false)
  const [tried, setTried] = useState<string>()
  const create = useCommand(ImportsService.method.createImport)
  const problem = problemOfMapping(mapping, seen.fields)
  const unsure = seen.columns.find((column) => column.unsureDate && mayBeDate(mapping[column.name] ?? ''))?.unsureDate
  const begin = (dryRun: boolean) => {
    const input = { attachmentId: file.id, target, mapping, dateOrder, dryRun, runRules: rules, requestId: newRequestId() }
    create.mutate(input, { onError: complain, onSuccess: (made) => (dryRun ? setTried(made.id) : onStarted(made)) })
  }
  return (
    <section aria-label={file.name} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="min-w-0 truncate text-base font-semibold">{file.name}</h2>
        <Button look="ghost" onClick={onAnother}>
          {text.another}
        </Button>
      </div>
      <p className="text-sm text-soft">
        {seen.known ? text.known : text.guessed} {[seen.format.toUpperCase(), seen.format === 'csv' ? seen.encoding : ''].filter(Boolean).join(', ')}
      </p>
      <MappingTable
        columns={seen.columns}
        fields={seen.fields}
        mapping={mapping}
        onChange={(next) => {
          setMapping(next)
          setTried(undefined)
        }}
      />
      {unsure && (
        <div className="max-w-md">
          <Field label={text.dates} hint={text.datesHint}>
            <Select
              options={orders(unsure)}
              value={dateOrder}
              onChange={(next) => {
                setDateOrder(next)
                setTried(undefined)
              }}
            />
          </Field>
        </div>
      )}
      <Check label={text.rules} hint={text.rulesHint} checked={rules} onChange={setRules} />
      {tried && (
        <ul aria-label={text.tried} className="rounded-lg border border-line">
          <ImportRow id={tried} />
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button busy={create.isPending} disabledReason={problem} onClick={() => begin(true)}>
          {text.dryRun}
        </Button>
        <Button look="primary" busy={create.isPending} disabledReason={problem} onClick={() => begin(false)}>
          {text.start}
        </Button>
        {problem && (
          <span role="alert" className="text-sm text-danger">
            {problem}
          </span>
        )}
      </div>
    </section>
  )
}
