// A widget that is being written: what differs from the kept one, by the names of the contract's mask.
import { type Widget, WidgetSchema } from '~/gen/tandem/conversations/v1/widgets_service_pb'

const fields = [
  'name',
  'enabled',
  'greeting',
  'offlineText',
  'title',
  'color',
  'position',
  'allowedSites',
  'hours',
  'routing',
  'teamId',
  'answerWithinSeconds',
  'endAfterMinutes',
  'requireIdentity',
] as const satisfies (keyof Widget)[]

/** The names of the fields that were changed, as the mask has them. */
export function changed(kept: Widget, now: Widget): string[] {
  const differ = fields.filter((field) => String(kept[field]) !== String(now[field]))
  return differ.map((field) => WidgetSchema.field[field].name)
}

/** Websites as typed, one on each line. */
export function sitesOf(typed: string): string[] {
  return typed.split(/\s+/).filter(Boolean)
}

export interface SectionProps {
  widget: Widget
  change: (part: Partial<Widget>) => void
  problem: (field: string) => string | undefined
}
