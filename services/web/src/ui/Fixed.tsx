import type { ReactNode } from 'react'

/** What cannot be changed where there is a reason: what is in it is shown, and every field and button of it is off. */
export function Fixed({ reason, children }: { reason: string | undefined; children: ReactNode }) {
  return (
    <fieldset role="presentation" disabled={Boolean(reason)} title={reason} className="contents [&:disabled_:is(button,input,textarea,select)]:pointer-events-none">
      {children}
    </fieldset>
  )
}
