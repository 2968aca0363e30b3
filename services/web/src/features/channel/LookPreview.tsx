import { create } from '@bufbuild/protobuf'
import { LayoutSchema, type Mailbox } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { useRead } from '~/lib/query'
import { useMe } from '~/lib/session'
import { fileUrl } from '~/lib/upload'
import { HtmlFrame } from '~/ui/HtmlFrame'
import { around, variables } from './look'
import { text } from './text'

/** A mail of this mailbox as its reader sees it, as if the caller had written it. */
export function LookPreview({ mailbox }: { mailbox: Mailbox }) {
  const me = useMe()
  const account = useRead(AccountsService.method.getAccount, {}).data
  const layout = mailbox.layout ?? create(LayoutSchema)
  const values = {
    'agent.name': me.name,
    'agent.email': me.email,
    'account.name': account?.name ?? '',
    'mailbox.name': mailbox.name,
    'item.number': '4711',
    'item.title': 'Printer is on fire',
  }
  const logo = layout.logoAttachmentId ? `<p><img alt="" src="${fileUrl(layout.logoAttachmentId, true)}"></p>` : ''
  return (
    <section aria-label={text.previewOfLook} className="grid gap-1">
      <h3 className="text-sm font-medium">{text.previewOfLook}</h3>
      <HtmlFrame title={text.previewOfLook} html={logo + around(layout, text.previewText, values)} />
      <p className="text-xs text-soft">{text.variables(variables.map((name) => `{{ ${name} }}`).join(', '))}</p>
    </section>
  )
}
