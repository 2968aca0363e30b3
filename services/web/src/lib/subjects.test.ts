import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { refresh, showing, watchAnswers } from './subjects'

const item = `item_${'a'.repeat(32)}`
const other = `item_${'b'.repeat(32)}`
const conversation = `conv_${'c'.repeat(32)}`
const detail = ['tandem.items.v1.ItemsService/GetItem', { id: '7' }]
const list = ['tandem.items.v1.ItemsService/ListItems', { filter: '' }, 'pages']
const messages = ['tandem.conversations.v1.MessagesService/ListMessages', { conversationId: conversation }]

let client: QueryClient

beforeEach(() => {
  vi.useFakeTimers()
  client = new QueryClient()
  watchAnswers(client)
  client.setQueryData(detail, { id: item })
  client.setQueryData(list, { pages: [{ items: [{ id: other }] }] })
  client.setQueryData(messages, { messages: [] })
})

function staleAfter(type: string, ...subjects: string[]): string[] {
  refresh(client, type, subjects)
  vi.runAllTimers()
  const stale = client.getQueryCache().getAll().filter((query) => query.state.isInvalidated)
  return stale.map((query) => String(query.queryKey[0]).split('/')[1]!)
}

test('a notice refreshes what shows its subject', () => {
  expect(showing(item).size).toBe(1)
  expect(staleAfter('tandem.timesheets.v1.TimerStarted', item)).toEqual(['GetItem'])
})

test('a list may gain anything of its package', () => {
  expect(staleAfter('tandem.items.v1.ItemCreated', `item_${'d'.repeat(32)}`)).toEqual(['ListItems'])
})

test('an empty list about one thing is refreshed for that thing only', () => {
  expect(staleAfter('tandem.conversations.v1.MessagePosted', `conv_${'e'.repeat(32)}`)).toEqual([])
  expect(staleAfter('tandem.conversations.v1.MessagePosted', conversation)).toEqual(['ListMessages'])
})

test('a count is of whatever its package tells, and somebody who only looks changes none', () => {
  client.setQueryData(['tandem.conversations.v1.MessengerService/GetMessengerCounts', {}], { mine: 1 })
  expect(staleAfter('tandem.conversations.v1.PresenceChanged', item)).toEqual(['GetItem'])
  client.setQueryData(detail, { id: item })
  expect(staleAfter('tandem.conversations.v1.MessagePosted')).toEqual(['GetMessengerCounts'])
})

test('a draft that is kept changes no list but that of drafts', () => {
  client.setQueryData(['tandem.conversations.v1.MessengerService/ListMessengerConversations', {}], {})
  client.setQueryData(['tandem.conversations.v1.DraftsService/ListDrafts', {}], {})
  expect(staleAfter('tandem.conversations.v1.DraftsService/SaveDraft')).toEqual(['ListDrafts'])
})

test('who types changes nothing, and waiting chats are counted anew only when a chat changes', () => {
  const chat = `chat_${'f'.repeat(32)}`
  client.setQueryData(['tandem.conversations.v1.ChatsService/GetChatCounts', {}], { waiting: 1 })
  client.setQueryData(['tandem.conversations.v1.ChatsService/GetChat', { id: chat }], { id: chat })
  expect(staleAfter('tandem.conversations.v1.ChatTyping', chat)).toEqual([])
  expect(staleAfter('tandem.conversations.v1.MessagePosted', conversation)).toEqual(['ListMessages'])
  client.setQueryData(messages, { messages: [] })
  expect(staleAfter('tandem.conversations.v1.ChatStarted')).toEqual(['GetChatCounts'])
})

test('a query that is gone is forgotten', () => {
  client.removeQueries({ queryKey: detail })
  expect(showing(item).size).toBe(0)
})

test('a notice that comes while something is first read is not lost', async () => {
  vi.useRealTimers()
  const late = ['tandem.conversations.v1.MessagesService/ListMessages', { conversationId: `conv_${'f'.repeat(32)}` }]
  let asked = 0
  const answers: (() => void)[] = []
  const first = client.fetchQuery({ queryKey: late, queryFn: () => new Promise((resolve) => answers.push(() => resolve({ asked: ++asked }))) })
  refresh(client, 'tandem.conversations.v1.MessagePosted', [`conv_${'f'.repeat(32)}`])
  await vi.waitUntil(() => client.getQueryState(late)?.isInvalidated)
  answers[0]!()
  await first
  await vi.waitUntil(() => client.getQueryState(late)?.isInvalidated)
})
