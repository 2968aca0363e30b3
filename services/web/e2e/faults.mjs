// What is wrong with how a screen looks, as far as a program sees it.
/* oxlint-disable unicorn/consistent-function-scoping -- it runs in the page, which knows nothing of this file */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** In words: what runs over the edge of the page or of its own box, what lies over another, and what cannot be read on its ground. */
export async function faults(page) {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const found = []
    const said = (element) => `<${element.localName}${element.getAttribute('aria-label') ? ` ${element.getAttribute('aria-label')}` : ''}> “${(element.innerText ?? '').slice(0, 40).replaceAll('\n', ' ')}”`
    const page = document.documentElement
    if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth - page.clientWidth} px too wide`)
    const scrolls = (element) => element.closest('[class*="overflow-x-auto"], [class*="overflow-auto"], pre, iframe, .sr-only, [aria-hidden=true], select, option')
    /** What of it is not scrolled out of sight. */
    const shown = (element) => {
      let { left, right, top, bottom, width } = element.getBoundingClientRect()
      for (let around = element.parentElement; around; around = around.parentElement) {
        if (getComputedStyle(around).overflowY === 'visible') continue
        const box = around.getBoundingClientRect()
        ;[left, right, top, bottom] = [Math.max(left, box.left), Math.min(right, box.right), Math.max(top, box.top), Math.min(bottom, box.bottom)]
      }
      return { left, right, top, bottom, width }
    }
    const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, h1, h2, h3, p, td, th, label')].filter(seen)
    for (const element of controls) {
      const { left, right, width, height } = element.getBoundingClientRect()
      if (width < 2 || height < 2 || scrolls(element) || getComputedStyle(element).clip === 'rect(0px, 0px, 0px, 0px)') continue
      if (right > innerWidth + 1 || left < -1) found.push(`over the edge: ${said(element)}`)
      const { overflowX, textOverflow } = getComputedStyle(element)
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && overflowX === 'visible' && textOverflow !== 'ellipsis' && !['input', 'select', 'textarea', 'a'].includes(element.localName))
        found.push(`too wide for its box: ${said(element)}`)
    }
    const pressed = controls.filter((element) => element.matches('button, a[href], input, select')).map((element) => ({ element, box: shown(element) }))
    for (const [at, { element: one, box: a }] of pressed.entries()) {
      for (const { element: other, box: b } of pressed.slice(at + 1, at + 6)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (across > 3 && down > 3 && !one.contains(other) && !other.contains(one) && a.width < 300 && b.width < 300 && one.offsetParent === other.offsetParent) found.push(`over another: ${said(one)} and ${said(other)}`)
      }
    }
    const { violations } = await globalThis.axe.run(document, { runOnly: ['color-contrast', 'scrollable-region-focusable', 'button-name', 'label'], resultTypes: ['violations'] })
    for (const { id, nodes } of violations) for (const { html } of nodes) found.push(`${id}: ${html.slice(0, 140)}`)
    return [...new Set(found)]
  })
}
