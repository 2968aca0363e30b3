/** @jsxImportSource preact */

/** What went wrong, said aloud. */
export function Wrong({ text }: { text: string | undefined }) {
  if (!text) return null
  return (
    <p role="alert" class="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
      {text}
    </p>
  )
}
