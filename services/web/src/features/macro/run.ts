// Runs a macro: at once where that can be taken back, else after a look at what it does.
import { type Macro, type MacroRun, MacroRun_State as State, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { call } from '~/lib/call'
import { client, nameOf } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { touch } from '~/lib/subjects'
import { complain, tell } from '~/ui/Toast'
import { type Target, onlyItem, running } from './target'
import { text } from './text'

const { runMacro, getMacroRun, listMacroRunResults, undoMacroRun } = MacrosService.method
const againMs = 150
const patienceMs = 15_000

/** Whether what it does reaches somebody. */
export function sends(macro: Macro): boolean {
  return macro.actions.some(({ action }) => action.case === 'postMessage' || action.case === 'sendEmail' || action.case === 'sendSurvey')
}

/** Runs a macro, or shows first what it would do. */
export function start(macro: Macro, target: Target): void {
  if (onlyItem(target) && !sends(macro)) void atOnce(macro, target).catch(complain)
  else running.set({ macro, target })
}

export const works = (run: MacroRun) => run.state === State.RUNNING || run.state === State.UNDOING

async function atOnce(macro: Macro, target: Target): Promise<void> {
  const begun = await call(runMacro, { id: macro.id, selection: target.selection, requestId: newRequestId() })
  const run = await ended(begun)
  touch(client, nameOf(runMacro), onlyItem(target))
  if (works(run)) return tell(text.stillRuns(macro.name))
  if (run.notMatched > 0) return complain(text.notMeant(macro.name))
  if (run.failed > 0) {
    const { results } = await call(listMacroRunResults, { macroRunId: run.id })
    return complain(results.flatMap(({ lines }) => lines.filter((line) => line.startsWith('failed'))).join(' · '))
  }
  return tell(text.ran(macro.name), run.reversible > 0 ? { label: text.undo, run: () => void back(run).catch(complain) } : undefined)
}

async function ended(begun: MacroRun): Promise<MacroRun> {
  let run = begun
  for (const until = Date.now() + patienceMs; works(run) && Date.now() < until; ) {
    await new Promise((done) => setTimeout(done, againMs))
    run = await call(getMacroRun, { id: begun.id })
  }
  return run
}

async function back(run: MacroRun): Promise<void> {
  const now = await ended(await call(undoMacroRun, { id: run.id }))
  touch(client, nameOf(undoMacroRun), run.id)
  if (now.kept > 0) complain(text.kept(now.kept))
  else tell(text.wasUndone(run.macroName))
}
