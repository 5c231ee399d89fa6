import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { Decimal128 } from 'bson'
import { expect, test } from 'vitest'
import { migratedStores } from '../../test/support/migrated-stores.js'
import { until } from '../../test/support/until.js'
import { systemClock } from '../core/clock.js'
import { newId } from '../core/ids.js'
import type { EventEnvelope } from '../domain/event-envelope.js'
import { EVENT_TYPES } from '../domain/event-types.js'
import type { ExpenseDocument } from '../domain/expense-document.js'
import { reviewTodoId } from '../domain/large-expense-rule.js'
import { newEvent } from '../domain/new-event.js'
import { reviewLargeExpense } from '../services/todo/review-large-expense.js'
import { outboxesOf } from '../stores/outboxes-of.js'
import type { Stores } from '../stores/stores.js'
import { eventById } from './event-log.js'
import { startEventing } from './start-eventing.js'

test('an expense over the limit gets exactly one review todo, and its events reach the log once', async () => {
  await using place = await migratedStores()
  const { stores } = place
  const events = await Promise.all(
    Array.from({ length: 40 }, (_, n) => postExpense(stores, n % 2 === 0 ? '500.01' : '500.00')),
  )
  await using first = await startEventing({ stores, onError: fail })
  await using second = await startEventing({ stores, onError: fail })
  expect([first, second]).toHaveLength(2)
  await until(async () => (await logged(stores)) >= 60)
  const todos = await reviewTodos(stores)
  const large = events.filter((_, n) => n % 2 === 0)
  expect(todos.map((todo) => String(todo['id'])).toSorted()).toEqual(
    large.map((e) => reviewTodoId(e.id)).toSorted(),
  )
  expect(await logged(stores)).toBe(60)
  await until(async () => (await backlog(stores)) === 0)
})

test('an event that comes again changes nothing, also when the todo is gone by then', async () => {
  await using place = await migratedStores()
  const { stores } = place
  const handler = reviewLargeExpense(stores.dynamodb)
  const event = await postExpense(stores, '1200.00')
  await Promise.all([handler.handle(event), handler.handle(event).catch(() => {})])
  await handler.handle(event)
  const [todo, ...rest] = await reviewTodos(stores)
  expect(rest).toEqual([])
  expect(todo).toMatchObject({ title: 'Review large expense: travel', description: 'Amount: $1200.00' })
})

test('what was written while nobody led is found, and a wake-up makes it quick', async () => {
  await using place = await migratedStores()
  const { stores } = place
  await using eventing = await startEventing({ stores, idleMs: 60_000, onError: fail })
  await new Promise((resolve) => setTimeout(resolve, 500))
  const event = await postExpense(stores, '900.00')
  eventing.wake()
  const before = Date.now()
  await until(async () => (await reviewTodos(stores)).length === 1)
  expect(Date.now() - before).toBeLessThan(2000)
  expect((await eventById(stores.postgres.pool, event.id))?.event).toEqual(event)
})

function fail(error: unknown): void {
  console.error(error)
}

async function postExpense(stores: Stores, amount: string): Promise<EventEnvelope> {
  const [id, user, family] = [newId(), newId(), newId()]
  const now = new Date()
  const event = newEvent(
    {
      type: EVENT_TYPES.expenseCreated,
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

async function reviewTodos(stores: Stores): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await stores.dynamodb.client.send(
    new ScanCommand({ TableName: stores.dynamodb.table }),
  )
  return Items.map((item) => unmarshall(item)).filter((item) => String(item['SK']).startsWith('TODO#'))
}

async function logged(stores: Stores): Promise<number> {
  const { rows } = await stores.postgres.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM platform.event_log',
  )
  return rows[0]?.n ?? 0
}

async function backlog(stores: Stores): Promise<number> {
  const parts = await Promise.all(outboxesOf(stores).map((outbox) => outbox.backlog()))
  return parts.reduce((sum, part) => sum + part.count, 0)
}
