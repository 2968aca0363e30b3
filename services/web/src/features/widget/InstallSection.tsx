import type { Widget } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { CopyButton } from '~/ui/CopyButton'
import { Section } from '~/ui/Section'
import { text } from './text'

/** The lines that a website has to hold. */
export function InstallSection({ widget }: { widget: Widget }) {
  const lines = `<script async src="${location.origin}/widget.js?key=${widget.key}"></script>`
  return (
    <Section title={text.install} about={text.installAbout}>
      <div className="flex items-start gap-2 rounded-md bg-hover p-2 pl-3">
        <code className="min-w-0 grow py-1 font-mono text-sm wrap-anywhere select-all">{lines}</code>
        <CopyButton label={text.copySnippet} text={lines} />
      </div>
    </Section>
  )
}
