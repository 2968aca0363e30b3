import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Import_State, ImportsService } from '~/gen/tandem/items/v1/imports_service_pb'
import { read, useCommand } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { complain, tell } from '~/ui/Toast'
import { ImportErrors } from './ImportErrors'
import { states, targets, text } from './text'

const lookedAtEveryMs = 700
const open = (state: Import_State) => state === Import_State.PENDING || state === Import_State.RUNNING

/** One import: how far it is, what came of it, and what was not taken. */
export function ImportRow({ id }: { id: string }) {
  const [errors, setErrors] = useState(false)
  const { data } = useQuery({
    ...read(ImportsService.method.getImport, { id }),
    refetchInterval: (query) => (!query.state.data || open(query.state.data.state) ? lookedAtEveryMs : false),
  })
  const cancel = useCommand(ImportsService.method.cancelImport)
  if (!data) return <Loading lines={1} />
  const words = data.dryRun ? text.wouldBe : text.counts
  const state = states[data.state]
  const counts = (['created', 'updated', 'unchanged', 'failed'] as const).filter((name) => data[name] > 0)
  const whole = Math.max(data.total, data.processed, 1)
  return (
    <li className="grid gap-2 border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 truncate font-medium">{data.fileName}</span>
        <Badge tone={state.tone}>{state.label}</Badge>
        {data.dryRun && <Badge>{text.tried}</Badge>}
        <span className="text-sm text-soft">{targets.find((one) => one.value === data.target)?.label}</span>
        <Ago time={data.createTime} className="text-xs text-soft" />
        <span className="grow" />
        {open(data.state) && (
          <Button onClick={() => cancel.mutate({ id }, { onError: complain, onSuccess: () => tell(text.cancelled) })}>{text.cancel}</Button>
        )}
      </div>
      {open(data.state) && (
        <progress aria-label={text.progress(data.fileName)} max={whole} value={data.total > 0 ? data.processed : undefined} className="h-1.5 w-full accent-(--accent)" />
      )}
      {data.problem && <p className="text-sm text-danger">{data.problem}</p>}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
        <span>{text.rows(data.processed, data.total)}</span>
        {counts.map((name) => (
          <span key={name} className={name === 'failed' ? 'text-danger' : ''}>
            {data[name]} {words[name]}
          </span>
        ))}
        {data.failed > 0 && (
          <Button look="ghost" aria-expanded={errors} aria-label={`${errors ? text.hideErrors : text.showErrors}: ${text.errorsOf(data.fileName)}`} onClick={() => setErrors(!errors)}>
            {errors ? text.hideErrors : text.showErrors}
          </Button>
        )}
      </p>
      {errors && <ImportErrors id={id} name={data.fileName} />}
    </li>
  )
}
