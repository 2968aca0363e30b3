import { ShieldAlert, ShieldQuestion } from 'lucide-react'
import type { Authentication } from '~/gen/tandem/conversations/v1/mail_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'
import { trustOf } from './trust'

/** Says that a mail may not be from whom it says, where something speaks against it. What is unknown stands in its details. */
export function TrustBadge({ authentication }: { authentication: Authentication | undefined }) {
  const trust = authentication ? trustOf(authentication) : 'UNKNOWN'
  if (!authentication || trust === 'PROVED' || trust === 'UNKNOWN') return null
  const failed = trust === 'FORGED'
  const Sign = failed ? ShieldAlert : ShieldQuestion
  const hint = failed ? text.forgedHint(authentication.domain) : text.contradicted(authentication.domain)
  return (
    <Badge tone={failed ? 'danger' : 'plain'} title={`${hint}\n${resultsOf(authentication)}`}>
      <Sign aria-hidden />
      {failed ? text.forged : text.unproved}
    </Badge>
  )
}

/** What is known of a mail's sender, in words. */
export function trustWords(authentication: Authentication): string {
  const { domain, spf, dkim, dmarc } = authentication
  const trust = trustOf(authentication)
  if (trust === 'PROVED') return text.proved(domain)
  if (trust === 'FORGED') return text.forgedHint(domain)
  if (trust === 'DOUBTFUL') return text.contradicted(domain)
  return spf || dkim || dmarc ? text.unprovedHint(domain) : text.notLooked
}

/** "SPF pass · DKIM none · DMARC fail". */
export function resultsOf({ spf, dkim, dmarc, arc }: Authentication): string {
  const results = { SPF: spf, DKIM: dkim, DMARC: dmarc, ARC: arc }
  return Object.entries(results)
    .filter(([, result]) => result !== '')
    .map(([name, result]) => `${name} ${result}`)
    .join(' · ')
}
