import { useState } from 'react'
import { Import_Target } from '~/gen/tandem/items/v1/imports_service_pb'
import { MovesService, type PreviewMoveResponse } from '~/gen/tandem/items/v1/moves_service_pb'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Select } from '~/ui/Select'
import { complain } from '~/ui/Toast'
import { orders } from './dateOrder'
import { MoveValues } from './MoveValues'
import { targets, text } from './text'

interface Props {
  seen: PreviewMoveResponse
  onStarted: () => void
  onAnother: () => void
}

const options = [{ value: Import_Target.UNSPECIFIED, label: text.leftOut }, ...targets]

/** What each file has, what others' values become, and the start. */
export function MoveSetup({ seen, onStarted, onAnother }: Props) {
  const [files, setFiles] = useState(seen.files)
  const [values, setValues] = useState(seen.values)
  const [runRules, setRunRules] = useState(false)
  const [requestId] = useRequestId()
  const create = useCommand(MovesService.method.createMove)
  const none = files.every((file) => file.target === Import_Target.UNSPECIFIED)
  const begin = () => create.mutate({ files, values, runRules, requestId }, { onError: complain, onSuccess: onStarted })
  return (
    <section aria-label={text.move} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">{text.moveFiles}</h2>
        <Button look="ghost" onClick={onAnother}>
          {text.otherFiles}
        </Button>
      </div>
      <ul aria-label={text.moveFiles} className="rounded-lg border border-line text-sm">
        {files.map((file, at) => (
          <li key={file.attachmentId} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0">
            <span className="min-w-0 grow wrap-anywhere">
              {file.name} <span className="text-soft">{text.rowCount(file.rows)}</span>
            </span>
            {file.problem && <span className="w-full text-danger">{file.problem}</span>}
            <div className="w-44">
              <Select
                aria-label={text.targetOf(file.name)}
                options={options}
                value={file.target}
                onChange={(target) => setFiles(files.map((each, other) => (other === at ? Object.assign({}, each, { target }) : each)))}
              />
            </div>
            {file.unsureDate && file.target !== Import_Target.UNSPECIFIED && (
              <div className="w-full sm:w-96">
                <Select
                  aria-label={text.datesOf(file.name)}
                  options={orders(file.unsureDate)}
                  value={file.dateOrder}
                  onChange={(dateOrder) => setFiles(files.map((each, other) => (other === at ? Object.assign({}, each, { dateOrder }) : each)))}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      {values.length > 0 && <MoveValues values={values} choices={seen.choices} onChange={setValues} />}
      <Check label={text.rules} hint={text.rulesHint} checked={runRules} onChange={setRunRules} />
      <div>
        <Button look="primary" busy={create.isPending} disabledReason={none ? text.noTarget : undefined} onClick={begin}>
          {text.startMove}
        </Button>
      </div>
    </section>
  )
}
