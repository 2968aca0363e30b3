// Whom a text names after "@": users are looked up among all where they are more than are read whole.
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { call } from '~/lib/call'
import { client, read } from '~/lib/query'
import { beginnings } from './atSigns'

/** The most that are offered. */
const offered = 8

const whole = { pageSize: 100, showDisabled: true }

/** Users by the beginning of a word of their name. */
export async function mentionable(query: string): Promise<User[]> {
  const { users, nextPageToken } = await client.ensureQueryData(read(UsersService.method.listUsers, whole))
  const typed = query.toLowerCase()
  const fits = ({ name }: User) => ` ${name.toLowerCase()}`.includes(` ${typed}`)
  const searches = nextPageToken !== '' && typed.trim() !== ''
  const found = searches ? (await call(UsersService.method.listUsers, { query, pageSize: 100 })).users : users
  return found.filter((user) => !user.disabled && fits(user)).slice(0, offered)
}

/** The ids of the users whom a text names. */
export async function mentioned(html: string): Promise<string[]> {
  const { users, nextPageToken } = await client.ensureQueryData(read(UsersService.method.listUsers, whole))
  const text = textOf(html)
  if (!nextPageToken || !text.includes('@')) return mentionedIn(html, users)
  const others = await Promise.all(beginnings(text).map(lookUp))
  return mentionedIn(html, [...new Map([...users, ...others.flat()].map((user) => [user.id, user])).values()])
}

async function lookUp(words: string): Promise<User[]> {
  const [first = ''] = words.split(/\s/)
  const queries = [...new Set([words, first])]
  const answers = await Promise.all(queries.map((query) => call(UsersService.method.listUsers, { query, pageSize: 100, showDisabled: true })))
  return answers.flatMap(({ users }) => users)
}

/** The users whom a text names: longer names first, so that "@Eve Adams" is not "@Eve". */
export function mentionedIn(html: string, users: User[]): string[] {
  let rest = textOf(html)
  const found: string[] = []
  for (const { id, name } of users.toSorted((one, other) => other.name.length - one.name.length)) {
    if (!name || !rest.includes(`@${name}`)) continue
    found.push(id)
    rest = rest.replaceAll(`@${name}`, '')
  }
  return found
}

function textOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''
}
