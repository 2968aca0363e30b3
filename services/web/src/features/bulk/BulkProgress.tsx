import { useQuery } from '@tanstack/react-query'
import { BulkEditResult_Outcome as Outcome, BulkEdit_State as State, BulkEditsService } from '~/gen/tandem/items/v1/bulk_edits_service_pb'
import { read, useCommand, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
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
  const onSuccess = () => void refetch()
  return (
    <section aria-label={text.progress} className="grid gap-3">
      <p role="status" className="font-medium">
        {states[state]}
      </p>
      <progress aria-label={text.progress} value={done} max={of} className="h-2 w-full accent-(--accent)" />
      <ul className="grid gap-1 text-sm">
        <li>{text.done(done, of)}</li>
        <li>{text.wasChanged(changed)}</li>
        {unchanged > 0 && <li>{text.unchanged(unchanged)}</li>}
        {refused > 0 && <li>{text.wasRefused(refused)}</li>}
        {undone > 0 && <li>{text.undone(undone)}</li>}
        {kept > 0 && <li>{text.kept(kept)}</li>}
      </ul>
      <Refusals results={failed.data?.results ?? []} />
      <div className="flex justify-end gap-2">
        {works(state) && <Button onClick={() => cancel.mutate({ id }, { onSuccess, onError: complain })}>{text.stop}</Button>}
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
