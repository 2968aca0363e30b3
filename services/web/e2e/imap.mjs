// A mailbox at a provider: the smallest IMAP server that mail can be fetched from.
import { createServer } from 'node:net'

/** Listens for `user` with `password`. `mails` are the raw mails of its INBOX, added to as the story goes on. */
export async function startImap({ user, password }) {
  const mails = []
  const sockets = new Set()
  const serve = (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    void converse(socket, { user, password, mails })
  }
  const listen = (port) =>
    new Promise((resolve, reject) => {
      const server = createServer(serve)
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => resolve(server))
    })
  let server = await listen(0)
  const { port } = server.address()
  /** Ends, and hangs up on whoever is there. */
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const again = async () => {
    server = await listen(port)
  }
  return { port, mails, stop, again }
}

async function converse(socket, { user, password, mails }) {
  const say = (line) => socket.writable && socket.write(`${line}\r\n`)
  let rest = ''
  socket.on('error', () => socket.destroy())
  say('* OK mail.test')
  try {
    for await (const chunk of socket) {
      const lines = (rest + chunk).split('\r\n')
      rest = lines.pop()
      for (const line of lines) {
        const [tag, ...words] = line.split(' ')
        const command = words.join(' ')
        if (/^LOGIN/i.test(command)) say(command.includes(user) && command.includes(password) ? `${tag} OK` : `${tag} NO [AUTHENTICATIONFAILED] wrong password`)
        else if (/^LOGOUT/i.test(command)) {
          say('* BYE')
          say(`${tag} OK`)
          socket.end()
        } else {
          for (const answer of answersTo(command, mails)) say(answer)
          say(`${tag} OK`)
        }
      }
    }
  } catch {
    // Hung up on.
  }
}

function answersTo(command, mails) {
  if (/^CAPABILITY/i.test(command)) return ['* CAPABILITY IMAP4rev1']
  if (/^LIST/i.test(command)) return ['* LIST () "/" INBOX', '* LIST () "/" Archive']
  if (/^(SELECT|EXAMINE)/i.test(command)) {
    return [String.raw`* FLAGS (\Seen \Deleted)`, `* ${mails.length} EXISTS`, '* 0 RECENT', '* OK [UIDVALIDITY 1]', `* OK [UIDNEXT ${mails.length + 1}]`]
  }
  if (/^UID SEARCH/i.test(command)) return [`* SEARCH ${mails.map((_, at) => at + 1).join(' ')}`.trim()]
  if (/^UID FETCH/i.test(command)) return fetched(command, mails)
  return []
}

/** The mails that a set such as `1,3:5` names; UIDs are places in the list. */
function fetched(command, mails) {
  const [, set] = /^UID FETCH (\S+)/i.exec(command)
  const wanted = (uid) =>
    set.split(',').some((range) => {
      const [from, to = from] = range.split(':')
      return uid >= Number(from) && (to === '*' || uid <= Number(to))
    })
  return mails.flatMap((mail, at) => {
    const uid = at + 1
    if (!wanted(uid)) return []
    const body = /BODY/i.test(command) ? ` BODY[] {${Buffer.byteLength(mail)}}\r\n${mail}` : ` RFC822.SIZE ${Buffer.byteLength(mail)} INTERNALDATE "${now()}"`
    return [`* ${uid} FETCH (UID ${uid}${body})`]
  })
}

/** "27-Nov-2026 04:00:00 +0000". */
function now() {
  const [, day, month, year, time] = new Date().toUTCString().split(' ')
  return `${day}-${month}-${year} ${time} +0000`
}
