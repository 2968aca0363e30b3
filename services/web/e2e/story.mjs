// What every browser story needs: a browser, named steps that are counted, and a check of each screen for accessibility.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import { lookAt } from './looked.mjs'
import { startRelay } from './relay.mjs'
import { startServer } from './server.mjs'
import { sendMail } from './smtp.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** How long something that will come may take before it is said not to come: no measure of speed, so a busy machine's. */
export const patienceMs = Number(process.env.E2E_PATIENCE_MS ?? 30_000)

const say = (line) => process.stdout.write(`${line}\n`)

/**
 * Where the server is and who may sign in: a running one by its demo file (E2E_DEMO) or by one variable each;
 * else one of the story's own, started from TANDEM_BIN. A story with a relay gives its server that; a running one has it at port E2E_RELAY.
 */
async function target(relay) {
  const { E2E_DEMO, E2E_URL, E2E_EMAIL, E2E_PASSWORD, E2E_SMTP, E2E_MAIL_DOMAIN, TANDEM_BIN } = process.env
  const own = E2E_DEMO || E2E_URL || !TANDEM_BIN ? undefined : await startServer(TANDEM_BIN, relay ? { TANDEM__CONVERSATIONS__RELAY: `smtp://${relay.address}` } : {})
  const file = own?.demo ?? E2E_DEMO
  const demo = file ? JSON.parse(readFileSync(file, 'utf8')) : { users: [] }
  const admin = demo.users.find((user) => /owner|admin/i.test(user.role)) ?? {}
  const colleague = demo.users.find((user) => user !== admin)
  return {
    url: (own?.url ?? E2E_URL ?? demo.base_url ?? 'http://127.0.0.1:8080').replace(/\/$/, ''),
    email: E2E_EMAIL ?? admin.email,
    password: E2E_PASSWORD ?? admin.password,
    smtp: (own?.smtp ?? E2E_SMTP ?? demo.smtp ?? '127.0.0.1:2525').replace(/^smtp:\/\//, ''),
    mailDomain: E2E_MAIL_DOMAIN ?? demo.mail_domain,
    customer: demo.customers?.[0],
    colleague,
    agent: demo.users.find((user) => /agent/i.test(user.role)),
    stop: own?.stop,
    restart: own?.restart,
  }
}

/**
 * Runs a story: `tell(step, page, { browser, url, email, password, smtp, mailDomain, customer, colleague, agent, relay, restart })`. The first step that
 * fails ends it. `restart`, where the server is the story's own, starts that anew. Exits 1 if one did. `withRelay`: mails go to a server of the story's, which it can tell to refuse some.
 */
export async function story(tell, { withRelay = false } = {}) {
  // The browser first: where there is none, no server is left behind.
  const browser = await chromium.launch({ executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium', args: flags })
  const relay = withRelay ? await startRelay(Number(process.env.E2E_RELAY ?? 0)) : undefined
  const { stop, ...where } = await target(relay)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  const count = { passed: 0, failed: 0 }
  const step = async (name, run) => {
    const began = performance.now()
    try {
      await run()
      count.passed++
      say(`ok   ${name} (${Math.round(performance.now() - began)} ms)`)
    } catch (error) {
      count.failed++
      say(`FAIL ${name}\n${error.stack}`)
      for (const open of browser.contexts().flatMap((one) => one.pages())) say(await look(open))
      if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/failed.png` })
      throw error
    }
  }
  try {
    await tell(step, page, { browser, relay, ...where })
    await step('no script failed on any screen', () => {
      if (errors.length > 0) throw new Error(errors.join('\n'))
    })
  } catch {
    // Said and counted already.
  }
  await browser.close()
  await stop?.(count.failed > 0)
  relay?.stop()
  say(`${count.passed} passed, ${count.failed} failed`)
  process.exitCode = count.failed > 0 ? 1 : 0
}

/** What a page shows, in words, for who reads of a failure and cannot see it. */
async function look(page) {
  const seen = await page.locator('main').first().ariaSnapshot({ timeout: 5_000 }).catch((error) => error.message)
  return `${page.url()} shows:\n${seen.slice(-6_000)}`
}

/** Signs an agent in. */
export async function signIn(page, { url, email, password }) {
  await page.goto(url)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
}

/** Writes a mail and opens the ticket that it becomes, beside the list. Answers with the mail's Message-ID. */
export async function openTicket(page, { smtp, mailDomain }, { from, cc, title, text }) {
  await page.getByRole('link', { name: 'Tickets', exact: true }).click()
  await page.getByRole('link', { name: 'All open' }).click()
  const id = await sendMail(smtp, { from, to: `ticket@${mailDomain}`, subject: title, text, headers: cc ? { Cc: cc } : {} })
  await page.getByRole('list', { name: 'Tickets' }).getByText(title).click()
  await page.getByRole('article', { name: title }).getByRole('tabpanel').getByText(text).first().waitFor()
  return id
}

/**
 * Writes a text in place of what stands in an editor that has just opened: its caret is put a frame or two after the text, and where that
 * is between the selecting and the typing of `fill`, which no hand does so fast, the old text stays.
 */
export async function rewrite(box, text) {
  for (const until = Date.now() + patienceMs; (await box.textContent()) !== text; await box.fill(text)) {
    if (Date.now() > until) throw new Error(`${await box.textContent()} stands there, and not ${text}`)
  }
}

/** The first address of that shape in the outgoing mails to somebody, newest first. */
export async function mailedLink(page, to, shape) {
  await page.getByRole('link', { name: 'Outgoing mail' }).click()
  const mails = page.getByRole('list', { name: 'Outgoing mail' }).getByRole('listitem').filter({ hasText: to })
  const link = mails.getByRole('link', { name: shape }).first()
  for (;;) {
    if (await link.isVisible()) return new URL(await link.getAttribute('href'))
    await mails.getByRole('button', { expanded: false }).first().click()
  }
}

/** Throws unless axe finds nothing against the screen as it is now. */
export async function accessible(page) {
  // What changes its colours is looked at when it has them.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime < 10_000).map(({ finished }) => finished)))
  if (process.env.E2E_SHOTS) await lookAt(page, process.env.E2E_SHOTS)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  if (violations.length > 0) {
    throw new Error(violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`).join('\n'))
  }
}
