import { useEffect, useState } from 'react'
import { type Macro, type MacroRun, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { MacroPreview } from './MacroPreview'
import { MacroProgress } from './MacroProgress'
import { type Target, running } from './target'
import { text } from './text'

/** The macro that somebody is about to run, over whatever they see. */
export function MacroHost() {
  const now = running.use()
  return now ? <MacroDialog key={now.macro.id} {...now} onClose={() => running.set(undefined)} /> : null
}

/** A look at what a macro does, and how far it is. */
function MacroDialog({ macro, target, onClose }: { macro: Macro; target: Target; onClose: () => void }) {
  const { selection, count } = target
  const [requestId] = useRequestId()
  const [begun, setBegun] = useState<MacroRun>()
  const { mutate: look, data: preview, error } = useCommand(MacrosService.method.previewMacro)
  const run = useCommand(MacrosService.method.runMacro)
  useEffect(() => look({ id: macro.id, selection }), [look, macro.id, selection])
  return (
    <Dialog wide title={text.runTitle(macro.name, count)} open onClose={onClose} {...(macro.description ? { about: macro.description } : {})}>
      {begun ? (
        <MacroProgress id={begun.id} onClose={onClose} />
      ) : preview ? (
        <MacroPreview
          preview={preview}
          problem={run.error ? problemOf(run.error) : undefined}
          busy={run.isPending}
          onCancel={onClose}
          onRun={() => run.mutate({ id: macro.id, selection, requestId }, { onSuccess: setBegun })}
        />
      ) : error ? (
        <Trouble error={error} onRetry={() => look({ id: macro.id, selection })} />
      ) : (
        <>
          <p role="status" className="sr-only">
            {text.looking}
          </p>
          <Loading lines={4} />
        </>
      )}
    </Dialog>
  )
}
