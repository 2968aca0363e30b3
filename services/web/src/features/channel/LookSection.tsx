import { create } from '@bufbuild/protobuf'
import { LayoutSchema } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { LazyEditor } from '~/ui/LazyEditor'
import { LookPreview } from './LookPreview'
import type { SectionProps } from './mailboxForm'
import { text } from './text'

const parts = [
  { field: 'headerHtml', label: text.header, hint: '' },
  { field: 'signatureHtml', label: text.signature, hint: '' },
  { field: 'footerHtml', label: text.footer, hint: text.footerHint },
] as const

interface Props extends SectionProps {
  problem: (field: string) => string | undefined
}

/** What stands around the text of each answer, and how that looks. */
export function LookSection({ mailbox, change, problem }: Props) {
  const layout = mailbox.layout ?? create(LayoutSchema)
  return (
    <>
      {parts.map(({ field, label, hint }) => {
        const wrong = problem(`layout.${field.replace('Html', '_html')}`)
        return (
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
            {hint && <p className="text-xs text-soft">{hint}</p>}
            {wrong && (
              <p role="alert" className="text-xs text-danger">
                {wrong}
              </p>
            )}
          </div>
        )
      })}
      <LookPreview mailbox={mailbox} />
    </>
  )
}
