import { create } from '@bufbuild/protobuf'
import { LayoutSchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { LazyEditor } from '~/ui/LazyEditor'
import type { SectionProps } from './mailboxForm'
import { text } from './text'

const parts = [
  { field: 'headerHtml', label: text.header },
  { field: 'signatureHtml', label: text.signature },
] as const

/** What stands around the text of each answer. */
export function LookSection({ mailbox, change }: SectionProps) {
  const layout = mailbox.layout ?? create(LayoutSchema)
  return (
    <>
      {parts.map(({ field, label }) => (
        <div key={field} className="grid gap-1">
          <span className="text-sm font-medium">{label}</span>
          <div className="rounded-md border border-strong-line/60">
            <LazyEditor
              label={label}
              initialHtml={layout[field]}
              onChange={(html) => change({ layout: { ...layout, [field]: html } })}
              onSubmit={() => undefined}
              className="max-h-60 min-h-24"
            />
          </div>
        </div>
      ))}
    </>
  )
}
