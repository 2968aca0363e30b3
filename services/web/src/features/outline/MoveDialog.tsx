import { Dialog } from '~/ui/Dialog'
import { Picker } from '~/ui/Picker'
import { complain, tell } from '~/ui/Toast'
import type { Acts } from './acts'
import { type Node, below, inOrder, pathOf, within } from './outline'
import { text } from './text'

interface Props<N extends Node> {
  node: N
  nodes: N[]
  acts: Acts<N>
  onClose: () => void
}

/** Into what else a thing may go: anything but itself and what is in it. */
export function MoveDialog<N extends Node>({ node, nodes, acts, onClose }: Props<N>) {
  const own = below(nodes, node.id)
  const others = inOrder(nodes).filter((one) => !own.has(one.node.id))
  const choices = [{ id: '', label: text.top }, ...others.map((one) => ({ id: one.node.id, label: pathOf(nodes, one.node.id) }))]
  const move = (parentId: string) => {
    const last = within(nodes, parentId).findLast(({ id }) => id !== node.id)
    const done = () => {
      tell(text.moved(node.name))
      onClose()
    }
    void acts.move(node, parentId, last?.id ?? '').then(done, complain)
  }
  return (
    <Dialog title={`Move ${node.name}`} open onClose={onClose}>
      <Picker label={text.moveTo} empty={text.noneFound} selected={[node.parentId]} choices={choices} onPick={({ id }) => move(id)} />
    </Dialog>
  )
}
