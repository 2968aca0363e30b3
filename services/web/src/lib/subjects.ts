// Which queries show which things, so that a notice about a thing refreshes what shows it and nothing else.
import type { Query, QueryClient } from '@tanstack/react-query'

const id = /^[a-z]{2,9}_[0-9a-f]{32}$/

const hashesOf = new Map<string, Set<string>>()
const subjectsOf = new Map<string, Set<string>>()
const due = new Set<string>()
/** Queries of which a notice came while they were first read: what they answer may be from before it. */
const late = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Notices that come close together are one refetch. */
const gatherMs = 80

/** Keeps the map from subjects to queries as answers arrive. */
export function watchAnswers(client: QueryClient): void {
  client.getQueryCache().subscribe((event) => {
    const hash = event.query.queryHash
    if (event.type === 'removed') {
      forget(hash)
      late.delete(hash)
    }
    // What it is about is heard of from the first asking on.
    if (event.type === 'added') remember(event.query)
    if (event.type !== 'updated' || event.action.type !== 'success') return
    remember(event.query)
    if (late.delete(hash)) soon(client, [hash])
  })
}

/** Refreshes what shows one of the subjects, and the lists of the package that spoke. */
export function refresh(client: QueryClient, type: string, subjects: Iterable<string>): void {
  // Who types is shown as it is told, and changes nothing that is kept.
  if (type.endsWith('.ChatTyping')) return
  for (const subject of subjects) soon(client, hashesOf.get(subject) ?? [])
  if (!isFleeting(type)) soon(client, client.getQueryCache().getAll().filter((query) => isListOf(query, type)).map((query) => query.queryHash))
}

/** The same after an own command, which names its things in input and answer. */
export function touch(client: QueryClient, type: string, about: unknown): void {
  const found = new Set<string>()
  collect(about, found, 0)
  refresh(client, type, found)
}

/** The hashes of the queries that show a thing. */
export function showing(subject: string): ReadonlySet<string> {
  return hashesOf.get(subject) ?? new Set()
}

function soon(client: QueryClient, hashes: Iterable<string>): void {
  for (const hash of hashes) due.add(hash)
  if (due.size > 0) timer ??= setTimeout(() => flush(client), gatherMs)
}

function flush(client: QueryClient): void {
  timer = undefined
  const hashes = new Set(due)
  due.clear()
  // A first answer that is on its way is waited for, and asked for again: it cannot be called back.
  for (const { queryHash, state } of client.getQueryCache().getAll()) {
    if (hashes.has(queryHash) && state.fetchStatus === 'fetching' && state.data === undefined) late.add(queryHash)
  }
  void client.invalidateQueries({ predicate: (query) => hashes.has(query.queryHash) })
}

/** Who comes and goes, and who saw what, changes no list. */
function isFleeting(type: string): boolean {
  return type.endsWith('.PresenceChanged') || type.endsWith('.ChatSeen')
}

/** A list or a count about no particular thing may gain any new thing of its package. */
function isListOf(query: Query, type: string): boolean {
  const [method, input] = query.queryKey
  if (typeof method !== 'string' || packageOf(method) !== packageOf(type)) return false
  // Views change seldom; what happens to items changes no list of views, and the other way.
  if (method.endsWith('/ListViews') !== /\.View(s|Created|Updated|Deleted)/.test(type)) return false
  // Portfolios are few and change seldom: what happens to items changes none of them.
  if (method.endsWith('/ListPortfolios') && !/\.Portfolio(sService|Created|Updated|Deleted)/.test(type)) return false
  // What is typed is kept every second, and is in no list but that of drafts.
  if (type.includes('.DraftsService/') && !method.includes('.DraftsService/')) return false
  if (!/\/(List|Search|Summarize|Get\w+(Counts|Health)$)/.test(method)) return false
  // Every screen has it, and only what chats themselves do changes it.
  if (method.endsWith('/GetChatCounts') && !/\.Chat(s|St|Up)/.test(type)) return false
  return !Object.values(input ?? {}).some((value) => typeof value === 'string' && id.test(value))
}

/** `tandem.items.v1` of `tandem.items.v1.ItemsService/ListItems` and of `tandem.items.v1.ItemUpdated`. */
function packageOf(name: string): string {
  return name.split('.').slice(0, 3).join('.')
}

function remember(query: Query): void {
  forget(query.queryHash)
  const found = new Set<string>()
  collect(query.state.data, found, 0)
  collect(query.queryKey, found, 0)
  subjectsOf.set(query.queryHash, found)
  for (const subject of found) {
    const hashes = hashesOf.get(subject) ?? new Set()
    hashesOf.set(subject, hashes.add(query.queryHash))
  }
}

function forget(hash: string): void {
  for (const subject of subjectsOf.get(hash) ?? []) {
    const hashes = hashesOf.get(subject)
    hashes?.delete(hash)
    if (hashes?.size === 0) hashesOf.delete(subject)
  }
  subjectsOf.delete(hash)
}

function collect(value: unknown, into: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (value.length < 44 && id.test(value)) into.add(value)
    return
  }
  if (typeof value !== 'object' || value === null || depth > 8) return
  for (const inner of Object.values(value)) collect(inner, into, depth + 1)
}
