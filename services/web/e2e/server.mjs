// A server of the story's own: private folder, private ports, stopped by its own process id.
import { spawn } from 'node:child_process'
import { chmodSync, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The first start makes its own database. */
const startMs = 120_000

/** Starts `tandem run --demo`; answers with the demo file and how to stop it or start it anew. The log stays where a story failed. */
export async function startServer(binary, settings) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-e2e-'))
  // As root, the database is another user's, who must be able to enter.
  chmodSync(folder, 0o755)
  const [http, ops, smtp, rpc] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const url = `http://127.0.0.1:${http}`
  const env = {
    ...process.env,
    TANDEM__DATA: join(folder, 'data'),
    TANDEM__GATEWAY__LISTEN: `127.0.0.1:${http}`,
    TANDEM__PUBLIC_URL: url,
    TANDEM__OPS__LISTEN: `127.0.0.1:${ops}`,
    TANDEM__RPC__LISTEN: `127.0.0.1:${rpc}`,
    TANDEM__CONVERSATIONS__SMTP__LISTEN: `127.0.0.1:${smtp}`,
    // The servers that mailboxes name in a story are the story's own.
    TANDEM__OUTSIDE__ALLOW: '127.0.0.0/8',
    ...settings,
  }
  const log = createWriteStream(join(folder, 'log'))
  const demo = join(folder, 'data', 'demo.json')
  let server
  let ended
  const end = () => {
    server.kill('SIGTERM')
    return ended
  }
  const stop = async (keep) => {
    await end()
    if (keep) process.stdout.write(`its log: ${join(folder, 'log')}\n`)
    else rmSync(folder, { recursive: true, force: true })
  }
  const start = async () => {
    server = spawn(binary, ['run', '--demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    server.stdout.pipe(log, { end: false })
    server.stderr.pipe(log, { end: false })
    ended = new Promise((resolve) => server.once('close', resolve))
    const until = Date.now() + startMs
    while (Date.now() < until && server.exitCode === null) {
      if (existsSync(demo) && (await isReady(`http://127.0.0.1:${ops}/readyz`))) return
      await pause(200)
    }
    await stop(true)
    throw new Error('the server did not start')
  }
  const restart = async () => {
    await end()
    await start()
  }
  await start()
  return { demo, url, smtp: `127.0.0.1:${smtp}`, stop, restart }
}

/** Whether a process answers that it is ready. */
export async function isReady(address) {
  const answer = await fetch(address).catch(() => undefined)
  return answer?.ok ?? false
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
