import { expect, test } from 'vitest'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { formatChanges } from './format-changes.js'
import { compareEvents } from './read-history.js'

function createTodoEvent(what: string, todo: object): EventEnvelope {
  return { type: `todo.todo.${what}`, subject: '1', data: { todo } } as unknown as EventEnvelope
}

test('a field that was empty differs from one whose value before is unknown', () => {
  const updated = createTodoEvent('updated', { title: 'Faucet', due_date: '2024-10-09', version: 2 })
  const [known] = compareEvents([updated], { version: 1, fields: { title: 'Faucet' } })
  expect(known).toMatchObject({
    valuesBefore: 'known',
    changes: [{ field: 'due_date', after: '2024-10-09' }],
  })
  expect(known && formatChanges({ type: updated.type, ...known })).toEqual(['due_date – → 2024-10-09'])
  const [unknown] = compareEvents([updated], undefined)
  expect(unknown?.valuesBefore).toBe('unknown')
  expect(unknown && formatChanges({ type: updated.type, ...unknown })).toEqual([])
})

test('a record that is created, also again, has no values before', () => {
  const events = ['created', 'updated', 'deleted', 'created'].map((what) =>
    createTodoEvent(what, { title: what }),
  )
  expect(compareEvents(events, undefined).map(({ valuesBefore }) => valuesBefore)).toEqual([
    'none',
    'known',
    'known',
    'none',
  ])
})
