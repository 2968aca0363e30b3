// How the customers' boxes and buttons look.
export const boxLook =
  'h-10 w-full rounded-md border border-strong-line bg-surface px-3 text-base text-ink aria-invalid:border-danger aria-[invalid=false]:border-strong-line'
export const areaLook = boxLook.replace('h-10', 'min-h-32 py-2')
export const mainButton =
  'inline-flex h-10 items-center justify-center gap-2 rounded-md bg-accent px-4 font-medium text-accent-ink hover:brightness-110 disabled:cursor-not-allowed disabled:opacity-60'
export const sideButton = 'inline-flex h-9 items-center justify-center gap-2 rounded-md border border-line px-3 text-sm font-medium hover:bg-hover'
