import { Area, AreaChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { WidgetNumbers_Day } from '~/gen/tandem/items/v1/dashboards_service_pb'
import { text } from './text'

/** Two lines over days. Colours are the theme's, so the chart is light or dark with everything else. */
export default function FlowChart({ days, label }: { days: WidgetNumbers_Day[]; label: string }) {
  const data = days.map((day) => ({ date: day.date.slice(5), created: Number(day.created), resolved: Number(day.resolved) }))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={data} title={label} margin={{ top: 8, right: 8, bottom: 0, left: -16 }} accessibilityLayer>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="date" stroke="var(--soft)" tick={{ fill: 'var(--soft)', fontSize: 12 }} minTickGap={24} tickLine={false} />
        <YAxis stroke="var(--soft)" tick={{ fill: 'var(--soft)', fontSize: 12 }} allowDecimals={false} tickLine={false} axisLine={false} />
        <Tooltip contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)', borderRadius: 8, color: 'var(--ink)' }} />
        <Legend formatter={legend} />
        <Area type="linear" dataKey="created" name={text.created} stroke="var(--accent)" fill="var(--accent-soft)" isAnimationActive={false} />
        <Area type="linear" dataKey="resolved" name={text.resolved} stroke="var(--good)" fill="var(--good-soft)" fillOpacity={0.5} isAnimationActive={false} />
      </AreaChart>
    </ResponsiveContainer>
  )
}

function legend(name: string) {
  return <span style={{ color: 'var(--ink)' }}>{name}</span>
}
