import { Plus, Zap } from 'lucide-react'
import { useState } from 'react'
import { type Macro, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useOpened } from '~/lib/useOpened'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { OrderedList } from '~/ui/OrderedList'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { MacroForm } from './MacroForm'
import { MacroRow } from './MacroRow'
import { text } from './text'

/** A place between those around it, so that one macro alone is changed. */
function between(before: Macro | undefined, after: Macro | undefined): number | undefined {
  const low = before?.position ?? (after ? after.position - 20 : 0)
  const high = after?.position ?? low + 20
  const middle = Math.floor((low + high) / 2)
  return middle > low && middle < high && middle !== 0 ? middle : undefined
}

/** The macros that the user may run, in their order, and what is done with them. */
export function MacroList() {
  const list = useRead(MacrosService.method.listMacros, {})
  const update = useCommand(MacrosService.method.updateMacro)
  const [making, setMaking] = useState(false)
  const [open, close] = useOpened()
  const macros = list.data?.macros ?? []
  const opened = macros.find(({ id }) => id === open)
  const put = (id: string, position: number) => update.mutateAsync({ macro: { id, position }, updateMask: { paths: ['position'] } })
  const move = async (one: Macro, to: number) => {
    const rest = macros.filter(({ id }) => id !== one.id)
    const place = between(rest[to - 1], rest[to])
    try {
      if (place !== undefined) await put(one.id, place)
      else {
        const all = rest.toSpliced(to, 0, one)
        for (const [at, { id, editable }] of all.entries()) if (editable) await put(id, (at + 1) * 20)
      }
    } catch (error) {
      complain(error)
      throw error
    }
  }
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="flex flex-wrap items-center gap-3 px-4 py-3">
        <p className="grow basis-60 text-sm text-soft">
          {text.about} {text.adminAbout}
        </p>
        <Button look="primary" onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          {text.newMacro}
        </Button>
      </div>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={5} />}
      {list.data && macros.length === 0 && <Empty icon={<Zap aria-hidden />} title={text.none} />}
      {macros.length > 0 && (
        <OrderedList label={text.title} items={macros} idOf={({ id }) => id} nameOf={({ name }) => name} onMove={macros.every(({ editable }) => editable) ? move : undefined}>
          {(one) => <MacroRow macro={one} />}
        </OrderedList>
      )}
      {opened && <MacroForm macro={opened} onClose={close} />}
      {making && <MacroForm macro={undefined} onClose={() => setMaking(false)} />}
    </div>
  )
}
