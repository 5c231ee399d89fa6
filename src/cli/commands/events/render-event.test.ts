import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { renderEvent } from './render-event.js'

const FAMILY_ID = '01924306-0140-7349-8d39-76b65369d7c7'
const DELETED: EventEnvelope = {
  specversion: '1.0',
  id: '01924ee2-cf20-7349-9425-6880d25399a0',
  source: '/identity',
  type: 'identity.family.deleted',
  subject: FAMILY_ID,
  time: '2026-03-14T09:26:53.000Z',
  datacontenttype: 'application/json',
  aggregateversion: 2,
  correlationid: '01924ee2-cf20-7349-9425-6880d25399a1',
  data: { family_id: FAMILY_ID, name: 'The Parker Family' },
}

const render = (event: EventEnvelope, columns?: number, wide = false): string =>
  renderEvent(
    event,
    {
      deliveries: [{ service: 'calendar', status: 'waiting' }],
      description: event === DELETED ? 'The family The Parker Family was deleted' : '',
    },
    new Chalk({ level: 0 }),
    { wide, columns },
  )

test('an event that is wider than the terminal has its parts on lines of their own', () => {
  const line = render(DELETED)
  expect(line).toMatch(/^\S+Z {2}identity\.family\.deleted {13}The family .* {2}calendar: waiting$/)
  expect(render(DELETED, line.length)).toBe(line)
  expect(render(DELETED, 80)).toMatch(
    /^\S+Z {2}identity\.family\.deleted\n {2}The family .*\n {2}calendar: waiting$/,
  )
  for (const each of render(DELETED, 80, true).split('\n')) expect(each.length).toBeLessThanOrEqual(80)
  expect(render({ ...DELETED, type: 'custom.unknown' }, 40)).toBe(
    '2026-03-14T09:26:53.000Z  custom.unknown\n  calendar: waiting',
  )
})
