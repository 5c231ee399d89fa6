import { expect, test } from 'vitest'
import { getCauseMessage } from './get-cause-message.js'

test('a port that fetch refuses is described without its words', async () => {
  const error: unknown = await fetch('http://127.0.0.1:1').catch((reason: unknown) => reason)
  expect(getCauseMessage(error)).toBe('HTTP clients refuse to connect to this port, as web browsers do')
})

test('the cause says more than the error', () => {
  const cause = new Error('connect ECONNREFUSED 127.0.0.1:5002')
  expect(getCauseMessage(new TypeError('fetch failed', { cause }))).toBe(cause.message)
  expect(getCauseMessage(new AggregateError([cause], ''))).toBe(cause.message)
})
