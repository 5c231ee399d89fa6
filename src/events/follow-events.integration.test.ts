import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigratedStores, type MigratedStores } from '../../test/support/migrated-stores.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { systemClock } from '../core/clock.js'
import { createId } from '../core/ids.js'
import { createEvent } from '../domain/events/create-event.js'
import type { TypedEvent } from '../domain/events/registry.js'
import type { PostgresStore } from '../stores/postgres/client/postgres-store.js'
import { appendEvents, readLastPosition } from './event-log.js'
import { followEvents } from './follow-events.js'

let migrated: MigratedStores
beforeAll(async () => {
  migrated = await createMigratedStores()
})
afterAll(async () => migrated[Symbol.asyncDispose]())

test('events that do not match are read once, however many there are', async () => {
  const { postgres } = migrated.stores
  const { store, positions } = recordPositions(postgres)
  const start = await readLastPosition(postgres.pool)
  const stop = new AbortController()
  const events = followEvents(store, start, { correlationId: 'wanted' }, stop.signal)
  for (const others of [0, 1, 2]) {
    const next = events.next()
    for (let n = 0; n < others; n++) {
      const before = positions().length
      await append(createFamilyEvent('other'))
      await waitUntil(async () => positions().length > before)
    }
    const event = createFamilyEvent('wanted')
    await append(event)
    expect((await next).value).toMatchObject({ event: { id: event.id } })
  }
  stop.abort()
  // Each read begins where the one before has ended.
  expect(positions()).toEqual(positions().toSorted((a, b) => Number(a - b)))
  expect(new Set(positions()).size).toBe(positions().length)
})

/** The store, and the positions after which events were read. */
function recordPositions(postgres: PostgresStore): {
  readonly store: PostgresStore
  readonly positions: () => readonly bigint[]
} {
  const positions: bigint[] = []
  const pool = new Proxy(postgres.pool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value
      return async (query: string | { values: readonly [string] }) => {
        if (typeof query === 'object') positions.push(BigInt(query.values[0]))
        return target.query(query as string)
      }
    },
  })
  return { store: { ...postgres, pool }, positions: () => positions }
}

function createFamilyEvent(correlationId: string): TypedEvent<'identity.family.deleted'> {
  const subject = createId()
  const data = { family_id: subject, name: 'The Rivers' }
  return createEvent(
    { type: 'identity.family.deleted', subject, aggregateVersion: 1, correlationId, familyId: subject, data },
    systemClock,
  )
}

async function append(event: TypedEvent<'identity.family.deleted'>): Promise<void> {
  const client = await migrated.stores.postgres.pool.connect()
  try {
    await appendEvents(client, [event])
  } finally {
    client.release()
  }
}
