import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { Import_State } from '~/gen/tandem/items/v1/imports_service_pb'
import { MovesService } from '~/gen/tandem/items/v1/moves_service_pb'
import { read, useCommand } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Badge } from '~/ui/Badge'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { complain, tell } from '~/ui/Toast'
import { states, text } from './text'

const lookedAtEveryMs = 700
const open = (state: Import_State) => state === Import_State.PENDING || state === Import_State.RUNNING

/** One move: how far it is, file by file, and what was not taken. */
export function MoveRow({ id }: { id: string }) {
  const { data } = useQuery({
    ...read(MovesService.method.getMove, { id }),
    refetchInterval: (query) => (!query.state.data || open(query.state.data.state) ? lookedAtEveryMs : false),
  })
  const cancel = useCommand(MovesService.method.cancelMove)
  if (!data) return <Loading lines={1} />
  const state = states[data.state]
  return (
    <li className="grid gap-2 border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{text.move}</span>
        <Badge tone={state.tone}>{state.label}</Badge>
        <Ago time={data.createTime} className="text-xs text-soft" />
        <span className="grow" />
        {open(data.state) && (
          <Button onClick={() => cancel.mutate({ id }, { onError: complain, onSuccess: () => tell(text.cancelled) })}>{text.cancel}</Button>
        )}
      </div>
      {open(data.state) && (
        <progress aria-label={text.progress(text.move)} max={Math.max(data.total, data.processed, 1)} value={data.total > 0 ? data.processed : undefined} className="h-1.5 w-full accent-(--accent)" />
      )}
      <p className="text-sm text-soft">{text.rows(data.processed, data.total)}</p>
      <ul aria-label={text.moveFiles} className="text-sm">
        {data.imports.map((file) => (
          <li key={file.id} className="flex flex-wrap gap-x-3">
            <span className="wrap-anywhere">{file.fileName}</span>
            <span className="text-soft">
              {file.created} {text.counts.created}, {file.updated} {text.counts.updated}, {file.unchanged} {text.counts.unchanged}
            </span>
            {file.failed > 0 && (
              <span className="text-danger">
                {file.failed} {text.counts.failed}
              </span>
            )}
            {file.problem && <span className="text-danger">{file.problem}</span>}
          </li>
        ))}
      </ul>
      {data.failed > 0 && (
        <p>
          <a href={`/v1/moves/${id}/errors:download`} download className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-accent hover:bg-hover [&_svg]:size-4">
            <Download aria-hidden />
            {text.download}
          </a>
        </p>
      )}
    </li>
  )
}
