import { expect, test } from 'vitest'
import { systemClock } from '../../core/clock.js'
import type { EventEnvelope } from '../event-envelope.js'
import { createEvent } from './create-event.js'
import { parseEvent } from './parse-event.js'
import { EVENT_DEFINITIONS } from './registry.js'

const event = createEvent(
  {
    type: 'identity.user.updated',
    subject: 'u1',
    aggregateVersion: 2,
    data: { user: { id: 'u1', email: 'a@example.com', display_name: 'A', family_id: null, version: 2 } },
  },
  systemClock,
)

test('an event is parsed if its data matches the schema of its type; other fields are allowed', () => {
  const stored: EventEnvelope = { ...event, data: { ...event.data, added_later: true } }
  expect(parseEvent(stored, ['identity.user.updated', 'identity.user.deleted'])).toBe(stored)
})

test.each<[Partial<EventEnvelope>, string]>([
  [{ type: 'budget.expense.created' }, 'has the unexpected type budget.expense.created'],
  [{ type: 'unknown' }, 'has the unexpected type unknown'],
  [{ data: {} }, 'data.user is missing'],
  [{ data: { user: 'u1' } }, 'data.user is not of the type object'],
  [
    { data: { user: { ...event.data.user, family_id: 5 } } },
    'data.user.family_id is not of the type string or null',
  ],
  [{ data: { ...event.data, left: {} } }, 'data.left.family_id is missing'],
])('an event with %o is rejected', (changed, message) => {
  expect(() => parseEvent({ ...event, ...changed }, ['identity.user.updated'])).toThrow(message)
})

test('no type is defined twice', () => {
  const types = EVENT_DEFINITIONS.map(({ type }) => type)
  expect([...new Set(types)]).toEqual(types)
})
