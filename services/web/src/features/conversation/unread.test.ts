import { expect, test } from 'vitest'
import { Message_State } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { firstUnread } from './unread'

const message = (id: string, authorId: string, state = Message_State.POSTED) => ({ id, authorId, state })
const messages = [message('1', 'cus_a'), message('2', 'usr_me'), message('3', 'cus_a'), message('4', 'usr_b'), message('5', 'usr_b', Message_State.SCHEDULED)]

test('the line stands above the oldest that others wrote unread', () => {
  expect(firstUnread(messages, 2, 'usr_me')).toBe('3')
})

test('where more are unread than are loaded, it stands above the first', () => {
  expect(firstUnread(messages, 99, 'usr_me')).toBe('1')
})
