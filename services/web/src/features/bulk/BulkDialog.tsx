import { useState } from 'react'
import { type BulkEdit, BulkEditsService } from '~/gen/tandem/items/v1/bulk_edits_service_pb'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { FormEnd } from '~/ui/FormEnd'
import { BulkFields } from './BulkFields'
import { BulkPreview } from './BulkPreview'
import { BulkProgress } from './BulkProgress'
import { type Form, type Selected, changeOf, isChange, untouched } from './change'
import { text } from './text'

interface Props {
  kind: Kind
  selection: Selected
  /** How many; undefined: all that match. */
  count: number | undefined
  whyNotDelete: string | undefined
  onClose: () => void
  onBegun: () => void
}

/** Changes many items in three steps: what, a look at what that does, and how far it is. */
export function BulkDialog({ kind, selection, count, whyNotDelete, onClose, onBegun }: Props) {
  const [requestId] = useRequestId()
  const [form, setForm] = useState<Form>(untouched)
  const [begun, setBegun] = useState<BulkEdit>()
  const preview = useCommand(BulkEditsService.method.previewBatchUpdate)
  const begin = useCommand(BulkEditsService.method.batchUpdateItems)
  const change = changeOf(form)
  const close = () => {
    onClose()
    if (begun) onBegun()
  }
  return (
    <Dialog wide title={text.title(count)} about={text.about} open onClose={close}>
      {begun ? (
        <BulkProgress id={begun.id} onClose={close} />
      ) : preview.data ? (
        <BulkPreview
          preview={preview.data}
          problem={begin.error ? problemOf(begin.error) : undefined}
          busy={begin.isPending}
          onBack={() => preview.reset()}
          onRun={() => begin.mutate({ selection, change, requestId }, { onSuccess: setBegun })}
        />
      ) : (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (isChange(form) && !preview.isPending) preview.mutate({ selection, change })
          }}
        >
          <BulkFields kind={kind} form={form} whyNotDelete={whyNotDelete} onChange={setForm} />
          <FormEnd
            problem={preview.error ? { ...problemOf(preview.error), fields: [] } : undefined}
            busy={preview.isPending}
            disabledReason={isChange(form) ? undefined : text.nothing}
            submit={text.look}
            cancel={text.cancel}
            onCancel={close}
          />
        </form>
      )}
    </Dialog>
  )
}
