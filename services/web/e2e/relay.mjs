// A mail server that takes what Tandem sends, and refuses the addresses it is told to refuse.
import { createServer } from 'node:net'

/** Listens on `port` (0: any). `refuse` is a set of addresses, changed as the story goes on; `taken` is what was delivered, newest last. */
export async function startRelay(port = 0) {
  const refuse = new Set()
  const taken = []
  const sockets = new Set()
  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)))
    // Who hangs up in the middle has sent nothing.
    serve(socket, refuse, taken).catch(() => socket.destroy())
  })
  const stop = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { address: `127.0.0.1:${server.address().port}`, refuse, taken, stop }
}

async function serve(socket, refuse, taken) {
  const say = (line) => socket.write(`${line}\r\n`)
  let [to, data, rest] = [[], undefined, '']
  socket.on('error', () => socket.destroy())
  say('220 relay.test')
  for await (const chunk of socket) {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop()
    for (const line of lines) {
      if (data) {
        if (line !== '.') data.push(line)
        else {
          taken.push({ to, text: data.join('\n') })
          ;[to, data] = [[], undefined]
          say('250 taken')
        }
      } else if (/^RCPT/i.test(line)) {
        const address = /<(.*)>/.exec(line)?.[1] ?? ''
        if (refuse.has(address)) say('550 5.1.1 no such mailbox here')
        else {
          to.push(address)
          say('250 ok')
        }
      } else if (/^DATA/i.test(line)) {
        data = []
        say('354 go on')
      } else if (/^QUIT/i.test(line)) {
        say('221 bye')
        socket.end()
      } else {
        if (/^RSET/i.test(line)) to = []
        say('250 ok')
      }
    }
  }
}
