import { ShieldAlert, ShieldQuestion } from 'lucide-react'
import type { Authentication } from '~/gen/tandem/conversations/v1/mail_pb'
import { Badge } from '~/ui/Badge'
import { text } from './text'

/** Whether a mail is from whom it says, where that is not proved. */
export function Trust({ authentication }: { authentication: Authentication | undefined }) {
  if (!authentication || authentication.aligned) return null
  const failed = authentication.dmarc === 'fail'
  const Sign = failed ? ShieldAlert : ShieldQuestion
  const hint = failed ? text.forgedHint(authentication.domain) : text.unprovedHint(authentication.domain)
  return (
    <Badge tone={failed ? 'danger' : 'plain'} title={`${hint}\n${resultsOf(authentication)}`}>
      <Sign aria-hidden />
      {failed ? text.forged : text.unproved}
    </Badge>
  )
}

/** "SPF pass · DKIM none · DMARC fail". */
export function resultsOf({ spf, dkim, dmarc, arc }: Authentication): string {
  const results = { SPF: spf, DKIM: dkim, DMARC: dmarc, ARC: arc }
  return Object.entries(results)
    .filter(([, result]) => result !== '')
    .map(([name, result]) => `${name} ${result}`)
    .join(' · ')
}
