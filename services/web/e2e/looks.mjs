// Pictures of every screen, at a phone's and a desk's width, light and dark, with what runs over its edge or cannot be read: `node e2e/looks.mjs`
// with TANDEM_BIN, as a story. They are put into LOOKS (else the temporary folder's tandem-looks), which is kept. LOOKS_ONLY names screens. No part of `make e2e`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faults } from './faults.mjs'
import { screens } from './screens.mjs'
import { sendMany, signIn, story } from './bulk.mjs'

const folder = process.env.LOOKS ?? join(tmpdir(), 'tandem-looks')
const only = process.env.LOOKS_ONLY?.split(',')
const looks = [390, 1280].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })))
const titles = ['Printer on the second floor prints stripes and beeps', 'Scanner', 'New laptop for Mrs. Featherstonehaugh-Cholmondeley', 'Password', 'Door', 'Coffee machine']

const long = 'A name that is rather long, as names become when several people had a say in them'
/** What screens show that have it, by the path that makes it. */
const things = [
  ['mailboxes', { name: 'Support' }],
  ['macros', { macro: { name: long, description: long, group: 'Answers', scope: 'SCOPE_SHARED', enabled: true, kinds: ['KIND_TICKET'], filter: 'priority >= 3 AND NOT tag:vip', actions: [{ set_priority: { priority: 4 } }, { add_tags: { tags: ['vip'] } }] } }],
  ['canned_replies', { name: long, shortcut: 'long', html: `<p>${long}</p>`, scope: 'SCOPE_SHARED' }],
  ['item_templates', { item_template: { name: long, title: long, checklist_lines: ['One', 'Two'], subtask_titles: ['Three'] } }],
  ['views', { kind: 'KIND_TICKET', name: long, filter: 'priority >= 3' }],
  ['portfolios', { name: long }],
  ['custom_fields', { custom_field: { target: 'TARGET_ITEM', name: long, type: 'TYPE_TEXT' } }],
]

/** Waits until nothing is asked for any more and nothing moves. */
async function rests(page) {
  await page.locator('[aria-busy=true], [data-loading]').first().waitFor({ state: 'detached' }).catch(() => undefined)
  await page.waitForLoadState('load')
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.allSettled(document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime < 10_000).map(({ finished }) => finished))
    for (let calm = 0, before = ''; calm < 5; ) {
      await new Promise((done) => setTimeout(done, 60))
      const now = document.body.innerText
      calm = now === before ? calm + 1 : 0
      before = now
    }
  })
}

await story(async (step, page, where) => {
  mkdirSync(folder, { recursive: true })
  const found = []
  await step('there is something to look at', async () => {
    await signIn(page, where)
    await sendMany(where, titles, 'looks')
    await page.goto(`${where.url}/tickets`)
    await page.getByText(titles.at(-1)).first().waitFor()
    await page.evaluate(async (all) => {
      for (const [path, body] of all) {
        const answer = await fetch(`/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
        if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
      }
    }, things)
  })
  for (const { name, path, act } of screens) {
    if (only && !only.some((one) => name.startsWith(one))) continue
    const look = async () => {
      for (const { width, scheme } of looks) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: width < 500 ? 844 : 800 })
        await page.goto(`${where.url}${path}`)
        await page.locator('main :is(h1, h2, h3, [role=heading]):visible').first().waitFor()
        await act?.(page, width)
        await rests(page)
        const file = `${name}-${width}-${scheme}.png`
        await page.screenshot({ path: join(folder, file) })
        for (const fault of await faults(page)) found.push(`${file}: ${fault}`)
      }
    }
    // One that cannot be come to does not hide the others.
    await step(name, () => look().catch((error) => found.push(`${name}: ${error.message.split('\n').slice(0, 4).join(' ')}`)))
  }
  writeFileSync(join(folder, 'faults.txt'), `${found.join('\n')}\n`)
  process.stdout.write(`${found.join('\n')}\n${found.length} faults; pictures in ${folder}\n`)
})
