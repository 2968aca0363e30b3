import { waitingMark } from '~/lib/waitingMark'

/** The title of the browser's tab: what is shown, and before it how much waits. */
export function PageTitle({ of }: { of: string }) {
  const waiting = waitingMark.use()
  return <title>{`${waiting > 0 ? `(${waiting}) ` : ''}${of} · Tandem`}</title>
}
