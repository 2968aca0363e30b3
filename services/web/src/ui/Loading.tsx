/** Lines where text will be; nothing for the first moment, so that fast answers do not flicker. */
export function Loading({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="grid animate-pulse gap-3 p-4">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="h-4 rounded bg-hover" style={{ width: `${90 - ((index * 17) % 45)}%` }} />
      ))}
    </div>
  )
}
