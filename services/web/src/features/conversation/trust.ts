// How far a mail is from whom it says, of what was found out.
import type { Authentication } from '~/gen/tandem/conversations/v1/mail_pb'

/** PROVED; FORGED: its domain disowns it; DOUBTFUL: what its domain publishes speaks against it; UNKNOWN: nothing was published, or looked at. */
export type Trust = 'PROVED' | 'FORGED' | 'DOUBTFUL' | 'UNKNOWN'

/** Most domains publish little: that alone says nothing against a mail, and needs nobody's attention. */
export function trustOf({ aligned, dmarc, spf, dkim }: Pick<Authentication, 'aligned' | 'dmarc' | 'spf' | 'dkim'>): Trust {
  if (aligned) return 'PROVED'
  if (dmarc === 'fail') return 'FORGED'
  return ['fail', 'softfail'].includes(spf) || dkim === 'fail' ? 'DOUBTFUL' : 'UNKNOWN'
}
