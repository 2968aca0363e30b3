// What stories by keyboard alone share: walking a screen by Tab, and looking at where the keyboard is.

/** The most stops of a screen; more is a trap, or a screen nobody wants to walk. */
const most = 220

/** What has the focus, in words, and what is wrong with that. */
function stop() {
  const element = document.activeElement
  if (!element || element === document.body) return undefined
  // A box to type in has its caret; what stands in a frame that lights up is lit by it.
  const typed = element.matches('input:not([type=checkbox], [type=radio]), textarea, [contenteditable=true]')
  const lit = [element, element.closest('label, fieldset, li, [class*="focus-within"]')].some((of) => {
    const style = of && getComputedStyle(of)
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none')
  })
  const box = element.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  const name = element.getAttribute('aria-label') || element.innerText?.trim() || element.labels?.[0]?.innerText || element.getAttribute('name') || ''
  globalThis.stops ??= new WeakMap()
  if (!globalThis.stops.has(element)) globalThis.stops.set(element, (globalThis.stopCount = (globalThis.stopCount ?? 0) + 1))
  return { id: globalThis.stops.get(element), what: `<${element.localName}> “${name.slice(0, 50).replaceAll('\n', ' ')}”`, parts: element.matches('input[type=date], input[type=time], input[type=datetime-local]'), seen: typed || lit, inside: inside || element.matches('iframe'), within: element.closest('[role=dialog], [role=alertdialog]') !== null }
}

export const where = (page) => page.evaluate(stop)

/** Walks a screen from its beginning to its end by Tab. Throws where the keyboard cannot be seen, is out of sight, or does not come away. Answers with the stops. */
export async function walk(page) {
  await page.getByRole('link', { name: 'Skip to content' }).focus()
  const stops = [await where(page)]
  const wrong = []
  while (stops.length < most) {
    await page.keyboard.press('Tab')
    const here = await where(page)
    if (!here || here.id === stops[0].id) return finish(stops, wrong)
    // The parts of a date are stops of one input.
    if (here.parts && here.id === stops.at(-1).id) continue
    if (stops.some(({ id }) => id === here.id)) {
      wrong.push(`a trap: ${here.what} comes again before all is walked`)
      return finish(stops, wrong)
    }
    if (!here.seen) wrong.push(`nothing shows that the keyboard is at ${here.what}`)
    if (!here.inside) wrong.push(`out of sight: ${here.what}`)
    stops.push(here)
  }
  wrong.push(`more than ${most} stops`)
  return finish(stops, wrong)
}

function finish(stops, wrong) {
  if (wrong.length > 0) throw new Error(`${wrong.slice(0, 12).join('\n')}\nstops: ${stops.map(({ what }) => what).join(', ')}`)
  return stops
}

/** Goes to something by Tab, from where the keyboard is. */
export async function tabTo(page, target) {
  const handle = await target.elementHandle()
  for (let at = 0; at < most; at++) {
    if (await handle.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not come to ${target}; it is at ${JSON.stringify(await where(page))}`)
}

/** In an open dialog: Tab stays within, whichever way. */
export async function stays(page) {
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let at = 0; at < 40; at++) {
      await page.keyboard.press(key)
      const here = await where(page)
      if (!here?.within) throw new Error(`${key} leaves the dialog: ${here?.what ?? 'the focus is lost'}`)
    }
  }
}

/** Opens something by its button and Enter, sees that it holds the keyboard, and that Escape closes it and gives the keyboard back. */
export async function opensAndCloses(page, button, { role = 'dialog', holds = role === 'dialog' } = {}) {
  await button.focus()
  await page.keyboard.press('Enter')
  const opened = page.getByRole(role).last()
  await opened.waitFor()
  await page.waitForFunction((wanted) => document.activeElement?.closest(`[role=${wanted}]`), role)
  if (holds) await stays(page)
  await page.keyboard.press('Escape')
  await opened.waitFor({ state: 'detached' })
  await page.waitForFunction((element) => document.activeElement === element, await button.elementHandle(), { timeout: 5_000 }).catch(async () => {
    throw new Error(`${button}: the keyboard is not back at it but at ${(await where(page))?.what ?? 'nothing'}`)
  })
}

/** Goes to something by Tab and presses a key on it, once it is there. */
export async function press(page, target, key = 'Enter') {
  await target.waitFor()
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Goes to a box by Tab and types into it, in place of what stands there. */
export async function type(page, box, text) {
  await box.waitFor()
  await tabTo(page, box)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

/** Goes to a list of options by Tab, and by the arrows to one of them. */
export async function pick(page, select, label) {
  await select.waitFor()
  await tabTo(page, select)
  await page.keyboard.press('Home')
  const chosen = () => select.evaluate(({ selectedOptions: [option] }) => option?.label)
  for (let now = await chosen(); now !== label; ) {
    await page.keyboard.press('ArrowDown')
    const next = await chosen()
    if (next === now) throw new Error(`no option is ${label}; the last is ${now}`)
    now = next
  }
}

/** Goes by the arrows to an entry of the open menu, and presses Enter. */
export async function choose(page, entry) {
  await entry.waitFor()
  const handle = await entry.elementHandle()
  for (let at = 0; at < 60; at++) {
    if (await handle.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`the arrows do not come to ${entry}`)
}

/** Chooses files where a button asks for them. It is listened for before the way there begins: the browser is told of that first. */
export async function giveFiles(page, button, files) {
  await button.waitFor()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, button)])
  await chooser.setFiles(files)
}
