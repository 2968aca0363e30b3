import { ArrowDown, ArrowUp, CornerUpRight, Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '~/ui/Confirm'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain, tell } from '~/ui/Toast'
import { MoveDialog } from './MoveDialog'
import { NameDialog } from './NameDialog'
import type { Acts } from './acts'
import { type Node, within } from './outline'
import { text } from './text'

interface Props<N extends Node> {
  node: N
  nodes: N[]
  acts: Acts<N>
  onGone: () => void
}

/** What is done with one thing of an outline. */
export function OutlineMenu<N extends Node>({ node, nodes, acts, onGone }: Props<N>) {
  const [open, setOpen] = useState<'new' | 'name' | 'move' | 'remove'>()
  const [busy, setBusy] = useState(false)
  const beside = within(nodes, node.parentId)
  const at = beside.findIndex(({ id }) => id === node.id)
  const put = (to: number) => {
    const others = beside.filter(({ id }) => id !== node.id)
    void acts.move(node, node.parentId, others[to - 1]?.id ?? '').then(() => tell(text.moved(node.name)), complain)
  }
  const remove = () => {
    setBusy(true)
    const done = () => {
      setOpen(undefined)
      tell(text.removed(node.name))
      onGone()
    }
    void acts.remove(node).then(done, complain).finally(() => setBusy(false))
  }
  const close = () => setOpen(undefined)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={text.actions(node.name)} className="size-7! opacity-0 group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100">
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Plus aria-hidden />} onSelect={() => setOpen('new')}>{`New ${acts.noun} in it…`}</MenuItem>
        <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen('name')}>
          {text.rename}
        </MenuItem>
        <MenuItem icon={<ArrowUp aria-hidden />} disabledReason={at > 0 ? undefined : 'It is the first'} onSelect={() => put(at - 1)}>
          {text.moveUp}
        </MenuItem>
        <MenuItem icon={<ArrowDown aria-hidden />} disabledReason={at < beside.length - 1 ? undefined : 'It is the last'} onSelect={() => put(at + 1)}>
          {text.moveDown}
        </MenuItem>
        <MenuItem icon={<CornerUpRight aria-hidden />} onSelect={() => setOpen('move')}>
          {text.moveTo}
        </MenuItem>
        <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setOpen('remove')}>
          {text.remove}
        </MenuItem>
      </Menu>
      {open === 'new' && <NameDialog title={`New ${acts.noun} in ${node.name}`} submit={text.create} onSave={(name, requestId) => acts.create(node.id, name, requestId)} onClose={close} />}
      {open === 'name' && <NameDialog title={`Rename ${node.name}`} name={node.name} submit={text.save} onSave={(name) => acts.rename(node, name)} onClose={close} />}
      {open === 'move' && <MoveDialog node={node} nodes={nodes} acts={acts} onClose={close} />}
      {open === 'remove' && (
        <Confirm danger title={`Delete ${node.name}?`} action="Delete" busy={busy} onConfirm={remove} onClose={close}>
          {acts.removal}
        </Confirm>
      )}
    </>
  )
}
