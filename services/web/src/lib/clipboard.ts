// Copying, also on a page served without TLS, where browsers have no clipboard.

/** Puts text on the clipboard. Throws where the browser refuses. */
export async function copyText(text: string): Promise<void> {
  if ('clipboard' in navigator) return navigator.clipboard.writeText(text)
  const box = document.createElement('textarea')
  box.value = text
  box.style.position = 'fixed'
  box.style.opacity = '0'
  document.body.append(box)
  box.select()
  const done = document.execCommand('copy')
  box.remove()
  if (!done) throw new Error('the browser does not let this page copy: select the text and copy it yourself')
}
