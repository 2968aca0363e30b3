import { expect, test } from 'vitest'
import { Conversation_Kind as Kind, Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import { beginning, canTitle } from './beginning'
import { messengerSearch } from './search'

test('one colleague is written to directly, several are a group', () => {
  expect(beginning('team', ['usr_a'], Visibility.INTERNAL)).toEqual({ kind: Kind.DIRECT, participantIds: ['usr_a'] })
  expect(beginning('team', ['usr_a', 'usr_b'], Visibility.INTERNAL)).toEqual({ kind: Kind.GROUP, participantIds: ['usr_a', 'usr_b'] })
  expect(canTitle('team', ['usr_a'])).toBe(false)
})

test('a customer and an organization always read what is written to them, a project’s customers only where that was chosen', () => {
  expect(beginning('customer', ['cus_a'], Visibility.INTERNAL)).toEqual({ subject: 'cus_a', visibility: Visibility.CUSTOMER })
  expect(beginning('organization', ['org_a'], Visibility.INTERNAL).visibility).toBe(Visibility.CUSTOMER)
  expect(beginning('project', ['proj_a'], Visibility.INTERNAL).visibility).toBe(Visibility.INTERNAL)
})

test('an address that says nonsense is the first list', () => {
  expect(messengerSearch({ section: 'spam', closed: 'yes', conversation: 7, q: 12 })).toEqual({ q: '12' })
})
