import { ChevronDown, Copy, Pencil, Plus, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useRequestId } from '~/lib/request-id'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { NameDialog } from './NameDialog'
import { text } from './text'
import type { Dashboards } from './useDashboards'

type Asked = 'new' | 'copy' | 'rename' | 'remove'

/** Which dashboard is looked at, and the ways to others. */
export function DashboardMenu({ dashboards, onEdit }: { dashboards: Dashboards; onEdit: () => void }) {
  const [asked, setAsked] = useState<Asked>()
  const [requestId, nextId] = useRequestId()
  const { all, current } = dashboards
  const ask = (what: Asked) => {
    dashboards.forget()
    setAsked(what)
  }
  if (!current) return null
  const shipped = all.filter((one) => one.key)
  const own = all.filter((one) => !one.key)
  const choice = (one: typeof current) => (
    <MenuItem key={one.id} checked={one.id === current.id} onSelect={() => dashboards.open(one.id)}>
      {one.name}
    </MenuItem>
  )
  const save = (name: string) => {
    const then = () => {
      setAsked(undefined)
      nextId()
      if (asked !== 'rename') onEdit()
    }
    if (asked === 'rename') dashboards.set(current, { name }, then)
    else dashboards.make(name, asked === 'copy' ? current.widgets : [], requestId, then)
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button aria-label={`${text.choose}: ${current.name}`} className="max-w-56">
            <span className="truncate">{current.name}</span>
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <DropdownMenu.Label className="px-2 py-1 text-xs text-soft">{text.shipped}</DropdownMenu.Label>
        {shipped.map(choice)}
        {own.length > 0 && <DropdownMenu.Label className="px-2 py-1 text-xs text-soft">{text.own}</DropdownMenu.Label>}
        {own.map(choice)}
        <DropdownMenu.Separator className="my-1 border-t border-line" />
        <MenuItem icon={<Plus />} onSelect={() => ask('new')}>
          {text.newOne}
        </MenuItem>
        <MenuItem icon={<Copy />} onSelect={() => ask('copy')}>
          {text.copy}
        </MenuItem>
        {!current.key && (
          <>
            <MenuItem icon={<Pencil />} onSelect={() => ask('rename')}>
              {text.rename}
            </MenuItem>
            <MenuItem danger icon={<Trash2 />} onSelect={() => ask('remove')}>
              {text.remove}
            </MenuItem>
          </>
        )}
      </Menu>
      {asked && asked !== 'remove' && (
        <NameDialog
          title={{ new: text.newOne, copy: text.copy, rename: text.rename }[asked]}
          submit={asked === 'rename' ? text.save : text.create}
          name={{ new: '', copy: text.copyOf(current.name), rename: current.name }[asked]}
          problem={dashboards.problem}
          busy={dashboards.busy}
          onSave={save}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'remove' && (
        <Confirm
          title={text.removeTitle(current.name)}
          action={text.remove}
          danger
          busy={false}
          onConfirm={() => {
            dashboards.remove(current)
            setAsked(undefined)
          }}
          onClose={() => setAsked(undefined)}
        >
          {text.removeText}
        </Confirm>
      )}
    </>
  )
}
