// The smallest mail program: says what a mail server needs to hear, and no more.
import { connect } from 'node:net'

/** Hands one mail to `address` (`host:port`), of plain text or of HTML. Throws with the server's words where it refuses. */
export async function sendMail(address, { from, to, subject, text, html, headers = {} }) {
  const [host, port] = address.split(':')
  const socket = connect({ host, port: Number(port) })
  socket.setTimeout(60_000, () => socket.destroy(new Error('the mail server is silent')))
  const answers = linesOf(socket)
  const say = async (line, expected) => {
    if (line !== undefined) socket.write(`${line}\r\n`)
    const answer = await answerOf(answers)
    if (!answer.startsWith(expected)) throw new Error(`${line ?? 'greeting'}: ${answer}`)
  }
  const messageId = `<${Date.now()}.${Math.random().toString(36).slice(2)}@${from.split('@')[1]}>`
  const head = { From: from, To: to, Subject: subject, 'Message-ID': messageId, Date: new Date().toUTCString(), ...headers }
  const mail = [...Object.entries(head).map(([name, value]) => `${name}: ${value}`), 'MIME-Version: 1.0', `Content-Type: text/${html ? 'html' : 'plain'}; charset=utf-8`, '', html ?? text]
  await say(undefined, '220')
  await say('EHLO e2e.test', '250')
  await say(`MAIL FROM:<${from}>`, '250')
  await say(`RCPT TO:<${to}>`, '250')
  await say('DATA', '354')
  await say(`${mail.join('\r\n').replaceAll(/^\./gm, '..')}\r\n.`, '250')
  await say('QUIT', '221')
  socket.destroy()
  return messageId
}

async function* linesOf(socket) {
  let rest = ''
  for await (const chunk of socket) {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop()
    yield* lines
  }
}

/** The last line of an answer: `250-` goes on, `250 ` ends. */
async function answerOf(lines) {
  for (;;) {
    const { value, done } = await lines.next()
    if (done) throw new Error('the mail server hung up')
    if (value[3] !== '-') return value
  }
}
