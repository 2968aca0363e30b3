import { useQuery } from '@tanstack/react-query'
import { BulkEditResult_Outcome as Outcome, BulkEdit_State as State, BulkEditsService } from '~/gen/tandem/items/v1/bulk_edits_service_pb'
import { read, useCommand, useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { RunProgress } from '~/ui/RunProgress'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { Refusals } from './Refusals'
import { states, text } from './text'

const againMs = 500
const works = (state: State) => state === State.RUNNING || state === State.UNDOING

/** How far a bulk edit is, what became of the items, and taking it back. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: edit, error, refetch } = useQuery({
    ...read(BulkEditsService.method.getBulkEdit, { id }),
    refetchInterval: ({ state }) => (!state.data || works(state.data.state) ? againMs : false),
  })
  const cancel = useCommand(BulkEditsService.method.cancelBulkEdit)
  const undo = useCommand(BulkEditsService.method.undoBulkEdit)
  const outcome = edit?.state === State.UNDONE ? Outcome.KEPT : Outcome.REFUSED
  const failed = useRead(BulkEditsService.method.listBulkEditResults, { bulkEditId: id, outcome, pageSize: 100 }, edit !== undefined && !works(edit.state))
  if (error && !edit) return <Trouble error={error} onRetry={() => void refetch()} />
  if (!edit) return <Loading lines={3} />
  const { state, total, waiting, changed, unchanged, refused, undone, kept } = edit
  const done = state === State.UNDOING || state === State.UNDONE ? undone + kept : total - waiting
  const of = state === State.UNDOING || state === State.UNDONE ? changed : total
  const canUndo = (state === State.FINISHED || state === State.CANCELLED) && changed > 0
  const after = { onSuccess: () => void refetch(), onError: complain }
  const lines = [
    text.done(done, of),
    text.wasChanged(changed),
    unchanged > 0 && text.unchanged(unchanged),
    refused > 0 && text.wasRefused(refused),
    undone > 0 && text.undone(undone),
    kept > 0 && text.kept(kept),
  ]
  return (
    <RunProgress
      label={text.progress}
      state={states[state]}
      at={done}
      of={of}
      lines={lines}
      stop={{ label: text.stop, on: works(state) && (() => cancel.mutate({ id }, after)) }}
      undo={{ label: text.undo, on: canUndo && (() => undo.mutate({ id }, after)), busy: undo.isPending }}
      close={{ label: text.close, on: onClose }}
    >
      <Refusals results={failed.data?.results ?? []} />
    </RunProgress>
  )
}
