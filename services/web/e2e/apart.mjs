// Every story, or those named (`node e2e/apart.mjs moves sla`), against the services as separate processes (`make up`), which it starts and stops:
// `make e2e-apart`.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isReady } from './server.mjs'

/** It may have to be built first. */
const startMs = 30 * 60_000
const relayPort = '2526'
const here = import.meta.dirname
const root = join(here, '../../..')
const demo = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'up/demo.json')

const env = { ...process.env, TANDEM__OUTSIDE__ALLOW: '127.0.0.0/8', TANDEM__CONVERSATIONS__RELAY: `smtp://127.0.0.1:${relayPort}` }
const named = process.argv.slice(2).map((name) => `${name}.e2e.mjs`)
const began = Date.now()
// A group of its own, so that all of it is stopped.
const up = spawn('make', ['up'], { cwd: root, env, stdio: 'ignore', detached: true })
const ended = new Promise((resolve) => up.once('close', resolve))
const stop = () => up.exitCode === null && process.kill(-up.pid, 'SIGTERM')
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)

let bad = 0
if (await isUp()) {
  for (const story of readdirSync(here).filter((name) => (named.length > 0 ? named.includes(name) : name.endsWith('.e2e.mjs')))) {
    process.stdout.write(`${story}\n`)
    const { status } = spawnSync(process.execPath, [join(here, story)], { stdio: 'inherit', env: { ...process.env, E2E_DEMO: demo, E2E_RELAY: relayPort } })
    if (status !== 0) bad++
  }
} else {
  bad++
  process.stdout.write('the services did not start: `make up` says why\n')
}
stop()
await ended
process.exit(bad > 0 ? 1 : 0)

/** When every process is ready; the demo file of an earlier run is gone by then. */
async function isUp() {
  while (Date.now() - began < startMs && up.exitCode === null) {
    const ready = await Promise.all(Array.from({ length: 11 }, (_, n) => isReady(`http://127.0.0.1:${9090 + n}/readyz`)))
    if (ready.every(Boolean) && existsSync(demo)) return true
    await pause(500)
  }
  return false
}
