import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Dashboard as Shown, Widget } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { DashboardMenu } from './DashboardMenu'
import { WidgetCard } from './WidgetCard'
import { WidgetDialog } from './WidgetDialog'
import { text } from './text'
import { type Dashboards, useDashboards } from './useDashboards'
import { useNumbers } from './useNumbers'
import { freshId, titleOf } from './widgets'

/** A page of numbers, charts and lists. */
export function Dashboard({ chosen }: { chosen: string | undefined }) {
  const dashboards = useDashboards(chosen)
  const [editing, setEditing] = useState(false)
  const { current } = dashboards
  const own = Boolean(current && !current.key)
  return (
    <Page
      title={text.title}
      actions={
        <>
          {own && (
            <Button look={editing ? 'primary' : 'plain'} aria-pressed={editing} onClick={() => setEditing(!editing)}>
              {!editing && <Pencil aria-hidden />}
              {editing ? text.done : text.edit}
            </Button>
          )}
          <DashboardMenu dashboards={dashboards} onEdit={() => setEditing(true)} />
        </>
      }
    >
      <div className="@container min-h-0 grow overflow-y-auto bg-canvas p-4">
        {dashboards.isPending && <Loading />}
        {dashboards.error && <Trouble error={dashboards.error} onRetry={dashboards.again} />}
        {current && <Widgets key={current.id} dashboard={current} dashboards={dashboards} editing={own && editing} onEdit={own ? () => setEditing(true) : undefined} />}
      </div>
    </Page>
  )
}

interface Props {
  dashboard: Shown
  dashboards: Dashboards
  editing: boolean
  onEdit: (() => void) | undefined
}

function Widgets({ dashboard, dashboards, editing, onEdit }: Props) {
  const numbers = useNumbers(dashboard.id)
  const [changed, setChanged] = useState<Widget | string>()
  const { widgets } = dashboard
  const keep = (next: Widget[], then = () => {}) => dashboards.set(dashboard, { widgets: next }, then)
  const step = (at: number, by: 1 | -1) => {
    const [widget, other] = [widgets[at], widgets[at + by]]
    if (!widget || !other) return
    keep(widgets.with(at, other).with(at + by, widget), () => tell(text.moved(titleOf(widget), at + by + 1, widgets.length)))
  }
  const save = (widget: Widget) => {
    const known = widgets.some((one) => one.id === widget.id)
    keep(known ? widgets.map((one) => (one.id === widget.id ? widget : one)) : [...widgets, widget], () => setChanged(undefined))
  }
  const add = () => {
    dashboards.forget()
    onEdit?.()
    setChanged(freshId(widgets))
  }
  return (
    <div className="mx-auto grid max-w-7xl gap-4">
      {numbers.error && <Trouble error={numbers.error} onRetry={numbers.again} />}
      {widgets.length === 0 && <Empty title={text.empty}>{text.emptyHint}</Empty>}
      <ul className="grid grid-cols-12 gap-4">
        {widgets.map((widget, at) => {
          const edits = { step: (by: 1 | -1) => step(at, by), change: () => setChanged(widget), remove: () => keep(widgets.filter((one) => one !== widget)) }
          return <WidgetCard key={widget.id} widget={widget} numbers={numbers.of.get(widget.id)} edits={editing ? edits : undefined} />
        })}
      </ul>
      {onEdit && (editing || widgets.length === 0) && (
        <Button className="justify-self-center" onClick={add}>
          <Plus aria-hidden />
          {text.addWidget}
        </Button>
      )}
      {changed && <WidgetDialog widget={changed} problem={dashboards.problem} busy={dashboards.busy} onSave={save} onClose={() => setChanged(undefined)} />}
    </div>
  )
}
