// How every box that is typed into looks.
export const inputLook =
  'h-8 w-full rounded-md border border-strong-line/60 bg-surface px-2.5 text-base text-ink hover:border-strong-line aria-invalid:border-danger'

export const textareaLook = inputLook.replace('h-8', 'min-h-20 py-1.5')
