// Pictures of what a story shows, at a phone's and a desk's width, light and dark, and what runs over its edge there: where E2E_SHOTS names a folder.
import { appendFileSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { faults } from './faults.mjs'

const looks = [390, 1280].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })))
const told = basename(process.argv[1] ?? '', '.e2e.mjs')
let shots = 0

/** Looks at a screen from all sides, and leaves it as it was. */
export async function lookAt(page, folder) {
  mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  const name = `${told}-${String(++shots).padStart(2, '0')}`
  for (const { width, scheme } of looks) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: width < 500 ? 844 : 800 })
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    const file = `${name}-${width}-${scheme}.png`
    await page.screenshot({ path: join(folder, file) })
    for (const fault of await faults(page)) appendFileSync(join(folder, 'faults.txt'), `${file}: ${fault}\n`)
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (before) await page.setViewportSize(before)
}
