// What a mailbox's look comes to, with the variables filled in for an example.
import type { Layout } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { escapeHtml } from '~/lib/html'

/** What can be filled in, as a mail has it. */
export const variables = ['agent.name', 'agent.email', 'account.name', 'team.name', 'mailbox.name', 'item.number', 'item.title'] as const

export type Values = Partial<Record<(typeof variables)[number], string>>

/** A text with its variables filled in; what is not known is left out, as it is of a mail. */
export function filled(html: string, values: Values): string {
  return html.replaceAll(/\{\{\s*([a-z.]+)\s*\}\}/g, (_whole, name: string) => escapeHtml(values[name as keyof Values] ?? ''))
}

/** The parts around a text, in the order of a mail. */
export function around(layout: Pick<Layout, 'headerHtml' | 'signatureHtml' | 'footerHtml'>, written: string, values: Values): string {
  return [filled(layout.headerHtml, values), `<p>${escapeHtml(written)}</p>`, filled(layout.signatureHtml, values), filled(layout.footerHtml, values)].filter(Boolean).join('')
}
