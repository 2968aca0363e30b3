import { CircleAlert, CircleCheck } from 'lucide-react'
import type { TestMailboxResponse_Check } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { at } from '~/lib/time'
import { text } from './text'
import { parts } from './words'

/** What the servers said: what works, and what to do about what does not. */
export function TestResults({ checks, folder }: { checks: TestMailboxResponse_Check[]; folder: string }) {
  return (
    <div role="status">
      <ul aria-label={text.results} className="grid gap-2">
        {checks.map((check) => (
          <li key={check.part} className={`flex gap-2 rounded-lg px-3 py-2 text-sm ${check.ok ? 'bg-good-soft' : 'bg-danger-soft'}`}>
            {check.ok ? <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" /> : <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />}
            <span className="min-w-0">
              <span className="block font-medium">
                {parts[check.part]}: {check.ok ? text.works : text.fails}
              </span>
              {check.detail && <span className="block wrap-anywhere">{check.detail}</span>}
              {check.advice && <span className="block">{check.advice}</span>}
              {check.ok && check.folders.length > 0 && <span className="block text-soft">{text.mails(check.mailCount, folder)}</span>}
              {check.certificateExpireTime && (
                <span className="block text-soft">
                  {text.certificateUntil} {at(check.certificateExpireTime)}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
