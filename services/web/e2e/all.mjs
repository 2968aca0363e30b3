// Every story, or those named (`node e2e/all.mjs moves sla`), as many at once as there are cores where each has a server of its own;
// what one says comes whole when it has ended. E2E_AT_ONCE is another number. Exits 1 if one failed: `npm run e2e`.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const here = import.meta.dirname
/** Those that take longest begin first, so that none is left alone at the end. */
const long = ['keyboard', 'keyboard-dialogs', 'messenger', 'widget'].map((name) => `${name}.e2e.mjs`)
const named = process.argv.slice(2).map((name) => `${name}.e2e.mjs`)
const there = readdirSync(here).filter((name) => name.endsWith('.e2e.mjs'))
const unknown = named.filter((name) => !there.includes(name))
if (unknown.length > 0) throw new Error(`there is no story ${unknown.join(', ')}`)

const waiting = (named.length > 0 ? named : [...long, ...there.filter((name) => !long.includes(name))]).values()
const atOnce = process.env.TANDEM_BIN ? Number(process.env.E2E_AT_ONCE ?? availableParallelism()) : 1
const failed = []

/** Runs a story; answers whether it passed, when all that it said is written. */
function tell(name) {
  return new Promise((resolve) => {
    const story = spawn(process.execPath, [join(here, name)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    for (const stream of [story.stdout, story.stderr]) stream.on('data', (piece) => said.push(piece))
    story.once('close', (code) => process.stdout.write(`${name}\n${Buffer.concat(said)}`, () => resolve(code === 0)))
  })
}

await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const name of waiting) if (!(await tell(name))) failed.push(name)
  }),
)
if (failed.length > 0) process.stdout.write(`stories that failed: ${failed.join(', ')}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
