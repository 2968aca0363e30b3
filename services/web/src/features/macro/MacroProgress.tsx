import { useQuery } from '@tanstack/react-query'
import { MacroRun_State as State, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { RuleRun_Outcome as Outcome } from '~/gen/tandem/automation/v1/rules_service_pb'
import { read, useCommand, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { works } from './run'
import { states, text } from './text'

const againMs = 500

/** How far a run is, what became of the items, and putting them back. */
export function MacroProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: run, error, refetch } = useQuery({
    ...read(MacrosService.method.getMacroRun, { id }),
    refetchInterval: ({ state }) => (!state.data || works(state.data) ? againMs : false),
  })
  const cancel = useCommand(MacrosService.method.cancelMacroRun)
  const undo = useCommand(MacrosService.method.undoMacroRun)
  const over = run !== undefined && !works(run)
  const failed = useRead(MacrosService.method.listMacroRunResults, { macroRunId: id, outcome: Outcome.FAILED, pageSize: 100 }, over && run.failed > 0)
  if (error && !run) return <Trouble error={error} onRetry={() => void refetch()} />
  if (!run) return <Loading lines={3} />
  const { state, total, waiting, done, notMatched, left, reversible, undone, kept } = run
  const undoing = state === State.UNDOING || state === State.UNDONE
  const [at, of] = undoing ? [undone + kept, reversible] : [total - waiting, total]
  const canUndo = (state === State.FINISHED || state === State.CANCELLED) && reversible > 0
  const onSuccess = () => void refetch()
  return (
    <section aria-label={text.progress} className="grid gap-3">
      <p role="status" className="font-medium">
        {states[state]}
      </p>
      <progress aria-label={text.progress} value={at} max={of} className="h-2 w-full accent-(--accent)" />
      <ul className="grid gap-1 text-sm">
        <li>{text.done(at, of)}</li>
        {done > 0 && <li>{text.acted(done)}</li>}
        {notMatched > 0 && <li>{text.notMatched(notMatched)}</li>}
        {run.failed > 0 && <li>{text.failed(run.failed)}</li>}
        {left > 0 && <li>{text.stopped(left)}</li>}
        {undone > 0 && <li>{text.undone(undone)}</li>}
        {kept > 0 && <li>{text.kept(kept)}</li>}
      </ul>
      {failed.data && failed.data.results.length > 0 && (
        <ul aria-label={text.whyNot} className="rounded-md border border-line">
          {failed.data.results.map(({ itemId, itemNumber, itemTitle, lines }) => (
            <li key={itemId} className="border-b border-line px-3 py-1.5 text-sm last:border-0">
              <span className="font-medium">
                #{String(itemNumber)} {itemTitle}
              </span>
              <span className="block text-soft">{lines.filter((line) => line.startsWith('failed')).join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end gap-2">
        {state === State.RUNNING && <Button onClick={() => cancel.mutate({ id }, { onSuccess, onError: complain })}>{text.stop}</Button>}
        {canUndo && (
          <Button busy={undo.isPending} onClick={() => undo.mutate({ id }, { onSuccess, onError: complain })}>
            {text.undo}
          </Button>
        )}
        <Button autoFocus look="primary" onClick={onClose}>
          {text.close}
        </Button>
      </div>
    </section>
  )
}
