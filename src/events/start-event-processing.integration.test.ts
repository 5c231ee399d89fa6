import { randomUUID } from 'node:crypto'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { Decimal128 } from 'bson'
import { expect, test } from 'vitest'
import { createMigratedStores } from '../../test/support/migrated-stores.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { systemClock } from '../core/clock.js'
import { createId } from '../core/ids.js'
import type { EventEnvelope } from '../domain/event-envelope.js'
import type { ExpenseDocument } from '../domain/entities/expense.js'
import { getReviewTodoId } from '../domain/large-expense-rule.js'
import { createEvent } from '../domain/events/create-event.js'
import { reviewLargeExpense } from '../services/todo/consumers/review-large-expense.js'
import { STORE_NAMES } from '../core/store-name.js'
import { BUNDLED_ENTITIES } from '../domain/entities/registry.js'
import { createDataStores } from '../stores/create-data-stores.js'
import { createOutboxStores } from '../stores/create-outbox-stores.js'
import type { Stores } from '../stores/stores.js'
import { findLoggedEvent } from './event-log.js'
import { composeEventProcessing } from '../app/events/compose-event-processing.js'
import { RetryLater } from './event-handler.js'
import { waitForEvents } from './pending-events.js'
import { openPlatformSession } from './platform-session.js'
import { describeSagaFailure, type SagaDefinition } from './sagas/saga.js'
import { retrySaga } from './sagas/retry-saga.js'
import { createSaga, findSaga, listRecentSagas } from './sagas/saga-records.js'
import { startEventProcessing } from './start-event-processing.js'

test('an expense over the limit gets exactly one review todo, and its events reach the log once', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const events = await Promise.all(
    Array.from({ length: 40 }, (_, n) => insertExpenseWithEvent(stores, n % 2 === 0 ? '500.01' : '500.00')),
  )
  await using first = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    onError: logError,
  })
  await using second = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    onError: logError,
  })
  expect([first, second]).toHaveLength(2)
  await waitUntil(async () => (await countLoggedEvents(stores)) >= 60)
  const todos = await findTodos(stores)
  const large = events.filter((_, n) => n % 2 === 0)
  expect(todos.map((todo) => String(todo['id'])).toSorted()).toEqual(
    large.map((e) => getReviewTodoId(e.id)).toSorted(),
  )
  expect(await countLoggedEvents(stores)).toBe(60)
  await waitUntil(async () => (await countOutboxEvents(stores)) === 0)
})

test('an event that comes again changes nothing, also when the todo is gone by then', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const handler = reviewLargeExpense(stores.dynamodb)
  const event = await insertExpenseWithEvent(stores, '1200.00')
  await Promise.all([handler.handle(event), handler.handle(event).catch(() => {})])
  await handler.handle(event)
  const [todo, ...rest] = await findTodos(stores)
  expect(rest).toEqual([])
  expect(todo).toMatchObject({ title: 'Review large expense: travel', description: 'Amount: $1200.00' })
})

test('old events count as pending until their consumers have handled them', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const log = stores.postgres.pool
  const start = new Date()
  await Promise.all(Array.from({ length: 20 }, async () => insertExpenseWithEvent(stores, '700.00')))
  const limits = { timeoutMs: 30_000, idleTimeoutMs: 200 }
  expect(await waitForEvents(log, data, limits)).toBe(false)
  expect(await waitForEvents(log, data, { ...limits, before: start })).toBe(true)
  await using _ = await startEventProcessing({ stores, ...composeEventProcessing(stores), onError: logError })
  expect(await waitForEvents(log, data, { timeoutMs: 30_000, idleTimeoutMs: 30_000 })).toBe(true)
  expect(await findTodos(stores)).toHaveLength(20)
})

test('what was written while nobody led is found, and a wake-up makes it quick', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  await using eventing = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    idleMs: 60_000,
    onError: logError,
  })
  await new Promise((resolve) => setTimeout(resolve, 500))
  const event = await insertExpenseWithEvent(stores, '900.00')
  eventing.notify('mongo')
  const before = Date.now()
  await waitUntil(async () => (await findTodos(stores)).length === 1)
  expect(Date.now() - before).toBeLessThan(30_000)
  expect((await findLoggedEvent(stores.postgres.pool, event.id))?.event).toEqual(event)
})

test('a process that is not the leader announces writes one after the other', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const session = async (): ReturnType<typeof openPlatformSession> =>
    openPlatformSession({ url: stores.postgres.endpoint.url, onOutbox: () => {}, onLog: () => {} })
  await using leader = await session()
  await using other = await session()
  expect(await leader.tryBecomeLeader()).toBe(true)
  const send = other.client.query.bind(other.client) as (...values: unknown[]) => Promise<unknown>
  let running = 0
  const atOnce: number[] = []
  Object.assign(other.client, {
    async query(...values: unknown[]) {
      atOnce.push(++running)
      return send(...values).finally(() => running--)
    },
  })
  const trying = other.tryBecomeLeader()
  for (const store of STORE_NAMES) other.announceOutbox(store)
  expect(await trying).toBe(false)
  await waitUntil(() => atOnce.length === 1 + STORE_NAMES.length)
  // The driver warns of queries at the same time, and its next version rejects them.
  expect(Math.max(...atOnce)).toBe(1)
})

test('a saga that must wait holds back no other one', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const db = stores.postgres.pool
  let released = false
  const saga: SagaDefinition = {
    kind: 'test',
    steps: [
      {
        name: 'wait',
        async run({ subject }) {
          if (subject === waiting && !released) throw new RetryLater('not yet')
        },
      },
    ],
  }
  const [waiting, other] = [randomUUID(), randomUUID()]
  const start = async (subject: string): Promise<void> =>
    createSaga(db, saga, { id: randomUUID(), subject, correlationId: randomUUID() })
  const readStates = async (): Promise<readonly unknown[]> =>
    (await listRecentSagas(db, 2)).map(({ subject, state }) => [subject, state])
  await start(waiting)
  await using _processing = await startEventProcessing({
    stores,
    handlers: [],
    sagas: [saga],
    idleMs: 50,
    onError: logError,
  })
  await waitUntil(async () => ((await listRecentSagas(db, 1))[0]?.steps[0]?.attempts ?? 0) > 1)
  await start(other)
  await waitUntil(async () => (await listRecentSagas(db, 1))[0]?.state === 'completed')
  expect((await listRecentSagas(db, 2))[1]?.steps[0]).toMatchObject({
    state: 'pending',
    error: 'RetryLater: not yet',
  })
  expect(await readStates()).toEqual([
    [other, 'completed'],
    [waiting, 'running'],
  ])
  released = true
  await waitUntil(async () => (await listRecentSagas(db, 2)).every(({ state }) => state === 'completed'))
})

test('a saga that is compensated keeps the reason, also when its compensation fails and is retried', async () => {
  await using location = await createMigratedStores()
  const { stores } = location
  const db = stores.postgres.pool
  const id = randomUUID()
  let blocked = true
  const saga: SagaDefinition = {
    kind: 'test',
    steps: [
      {
        name: 'first',
        async run() {},
        async compensate() {
          if (blocked) throw new Error('still locked')
        },
      },
      {
        name: 'second',
        async run() {
          throw new Error('no space')
        },
        async compensate() {},
      },
    ],
  }
  const lines: string[] = []
  await createSaga(db, saga, { id, subject: id, correlationId: id })
  await using _processing = await startEventProcessing({
    stores,
    handlers: [],
    sagas: [saga],
    idleMs: 50,
    sagaOptions: { attempts: 2, baseMs: 5, onFailure: (ended) => lines.push(describeSagaFailure(ended)) },
    onError: logError,
  })
  const reason = 'Error: no space'
  await waitUntil(() => lines.length === 1)
  expect(await findSaga(db, id)).toMatchObject({
    state: 'failed',
    error: reason,
    steps: [
      { state: 'done', error: 'Error: still locked' },
      { state: 'compensated', error: reason },
    ],
  })
  blocked = false
  expect(await retrySaga(db, [saga], id)).toMatchObject({ state: 'compensating', error: reason })
  await waitUntil(() => lines.length === 2)
  expect(await findSaga(db, id)).toMatchObject({
    state: 'compensated',
    error: reason,
    steps: [
      { state: 'compensated', error: undefined },
      { state: 'compensated', error: reason },
    ],
  })
  expect(lines).toEqual([
    `Saga ${id} (test of ${id}) failed: ${reason}`,
    `Saga ${id} (test of ${id}) was compensated: ${reason}`,
  ])
})

function logError(error: unknown): void {
  console.error(error)
}

async function insertExpenseWithEvent(stores: Stores, amount: string): Promise<EventEnvelope> {
  const [id, user, family] = [createId(), createId(), createId()]
  const now = new Date()
  const event = createEvent(
    {
      type: 'budget.expense.created',
      subject: id,
      aggregateVersion: 1,
      familyId: family,
      data: {
        expense_id: id,
        user_id: user,
        family_id: family,
        amount,
        currency: 'USD',
        category: 'travel',
        created_at: now.toISOString(),
      },
    },
    systemClock,
  )
  await stores.mongo.db.collection<ExpenseDocument>('expenses').insertOne({
    _id: `expense_${id}`,
    user_id: `USER#${user}`,
    family_id: `FAMILY#${family}`,
    amount: Decimal128.fromString(amount),
    currency: 'USD',
    category: { primary: 'travel' },
    version: 1,
    created_at: now,
    updated_at: now,
    outbox: [event],
  })
  return event
}

async function findTodos(stores: Stores): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await stores.dynamodb.client.send(
    new ScanCommand({ TableName: stores.dynamodb.table }),
  )
  return Items.map((item) => unmarshall(item)).filter((item) => String(item['SK']).startsWith('TODO#'))
}

async function countLoggedEvents(stores: Stores): Promise<number> {
  const { rows } = await stores.postgres.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM platform.event_log',
  )
  return rows[0]?.n ?? 0
}

async function countOutboxEvents(stores: Stores): Promise<number> {
  const parts = await Promise.all((await createOutboxStores(stores)).map((outbox) => outbox.getBacklog()))
  return parts.reduce((sum, part) => sum + part.count, 0)
}
