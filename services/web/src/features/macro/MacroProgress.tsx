import { useQuery } from '@tanstack/react-query'
import { MacroRun_State as State, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { RuleRun_Outcome as Outcome } from '~/gen/tandem/automation/v1/rules_service_pb'
import { read, useCommand, useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { RunProgress } from '~/ui/RunProgress'
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
  const after = { onSuccess: () => void refetch(), onError: complain }
  const lines = [
    text.done(at, of),
    done > 0 && text.acted(done),
    notMatched > 0 && text.notMatched(notMatched),
    run.failed > 0 && text.failed(run.failed),
    left > 0 && text.stopped(left),
    undone > 0 && text.undone(undone),
    kept > 0 && text.kept(kept),
  ]
  return (
    <RunProgress
      label={text.progress}
      state={states[state]}
      at={at}
      of={of}
      lines={lines}
      stop={{ label: text.stop, on: state === State.RUNNING && (() => cancel.mutate({ id }, after)) }}
      undo={{ label: text.undo, on: canUndo && (() => undo.mutate({ id }, after)), busy: undo.isPending }}
      close={{ label: text.close, on: onClose }}
    >
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
    </RunProgress>
  )
}
