// The macros that can be run on something.
import { type Macro, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { useRead } from '~/lib/query'
import { type Target, onlyItem } from './target'

const none: Macro[] = []

/** Those that are on and meant for it, under their headings; read once somebody asks. */
export function useMacros(target: Target | undefined, asked: boolean): { macros: Macro[]; loading: boolean } {
  const itemId = onlyItem(target)
  const { data, isPending } = useRead(MacrosService.method.listMacros, itemId ? { itemId } : {}, asked && target !== undefined)
  const meant = data?.macros.filter((one) => one.enabled && (!target || one.kinds.includes(target.kind))) ?? none
  const macros = meant.toSorted((a, b) => a.group.localeCompare(b.group) || a.position - b.position)
  return { macros, loading: isPending }
}
