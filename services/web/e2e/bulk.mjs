// Mails that become the tickets which are changed together.
import { sendMail } from './smtp.mjs'

export { accessible, signIn, story } from './story.mjs'

/** One mail for each title. */
export async function sendMany({ smtp, mailDomain }, titles, run) {
  for (const [n, title] of titles.entries()) {
    await sendMail(smtp, { from: `p${n}@bulk-${run}.example`, to: `ticket@${mailDomain}`, subject: title, text: 'Please help' })
  }
}
