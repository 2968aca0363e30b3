/** How much is done, as a bar. */
export function Progress({ label, percent }: { label: string; percent: number }) {
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="block h-1.5 min-w-16 overflow-hidden rounded-full bg-hover"
    >
      <span className="block h-full rounded-full bg-good" style={{ width: `${percent}%` }} />
    </span>
  )
}
