import { expect, test } from 'vitest'
import { channelSearch } from './search'

test('a tab that there is not is none, also where the router puts what came beneath', () => {
  const came = { tab: 'rules', outcome: 'KEPT' }
  expect({ ...came, ...channelSearch(came) }.tab).toBeUndefined()
  expect(channelSearch({ tab: 'policy' }).tab).toBe('policy')
})
