import type { ReactNode } from 'react'

/** What stands where there is nothing yet. */
export function Empty({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center text-soft [&_svg]:size-6">
      {icon}
      <p className="font-medium text-ink">{title}</p>
      {children}
    </div>
  )
}
