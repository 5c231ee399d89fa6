import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigratedStores, type MigratedStores } from '../../test/support/migrated-stores.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { createId } from '../core/ids.js'
import type { EventEnvelope } from '../domain/event-envelope.js'
import { OffsetWriter, readOffset } from './consumer-offsets.js'
import { appendEvents, type Queryable } from './event-log.js'
import { LogReader } from './log-reader.js'

let migrated: MigratedStores
beforeAll(async () => {
  migrated = await createMigratedStores()
})
afterAll(async () => migrated[Symbol.asyncDispose]())

test('consumers at one position get their events from one statement, and new ones once they are announced', async () => {
  const { db, statements } = countStatements()
  const reader = new LogReader(db, ['budget.*', 'todo.todo.created'])
  const read = async (position: bigint, type: string): Promise<readonly string[]> =>
    (await reader.read(position, [type])).events.map(({ event }) => event.id)
  const [todo, expense, other] = [
    createEvent('todo.todo.created'),
    createEvent('budget.expense.created'),
    createEvent('identity.user.created'),
  ]
  expect(await Promise.all([read(0n, 'budget.*'), read(0n, 'todo.todo.created')])).toEqual([[], []])
  expect(statements()).toBe(1)

  await append(todo, expense, other)
  // Other tests may have transactions that still hide them.
  await waitUntil(async () => {
    reader.forgetEnd()
    return (await read(0n, 'budget.*')).length > 0
  })
  const before = statements()
  expect(await read(0n, 'budget.*')).toEqual([expense.id])
  expect(await read(0n, 'todo.todo.created')).toEqual([todo.id])
  expect(statements()).toBe(before)

  const { lastPosition = 0n } = await reader.read(0n, [])
  const later = createEvent('budget.expense.created')
  expect(await read(lastPosition, 'budget.*')).toEqual([])
  await append(later)
  await waitUntil(async () => {
    reader.forgetEnd()
    return (await read(lastPosition, 'budget.*')).includes(later.id)
  })
})

test('offsets that are saved at about the same time are saved by one statement, and none moves back', async () => {
  const { db, statements } = countStatements()
  const writer = new OffsetWriter(db)
  await Promise.all([writer.save('a', 5n), writer.save('b', 7n)])
  expect(statements()).toBe(1)
  await Promise.all([writer.save('a', 6n), writer.save('b', 3n)])
  const offsets = ['a', 'b'].map(async (consumer) => readOffset(migrated.stores.postgres.pool, consumer))
  expect(await Promise.all(offsets)).toEqual([6n, 7n])
})

/** The database, and how many statements it got. */
function countStatements(): { readonly db: Queryable; readonly statements: () => number } {
  const { pool } = migrated.stores.postgres
  let count = 0
  const query = (...args: Parameters<typeof pool.query>): unknown => {
    count++
    return pool.query(...args)
  }
  return { db: { query } as Queryable, statements: () => count }
}

async function append(...events: readonly EventEnvelope[]): Promise<void> {
  const client = await migrated.stores.postgres.pool.connect()
  await appendEvents(client, events)
  client.release()
}

function createEvent(type: string): EventEnvelope {
  return {
    id: createId(),
    type,
    source: 'test',
    subject: createId(),
    time: '2026-01-01T00:00:00.000Z',
    data: {},
  } as unknown as EventEnvelope
}
