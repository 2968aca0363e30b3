/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'

interface Props {
  /** Whose page it is. */
  owner?: string | undefined
  title: string
  children: ComponentChildren
}

/** A customers' page: whose it is, what it is for, and one card. */
export function Sheet({ owner, title, children }: Props) {
  return (
    <main class="mx-auto flex min-h-dvh max-w-xl flex-col gap-5 px-4 py-10">
      {owner && <p class="text-sm font-medium text-soft">{owner}</p>}
      <h1 class="text-xl font-semibold">{title}</h1>
      <div class="rounded-xl border border-line bg-surface p-5 shadow-pop sm:p-6">{children}</div>
    </main>
  )
}
