import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SpanRecord, WRITTEN_RECORDS } from '../../core/span-record.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { seedStores } from '../../dataset/seeding/seed-stores.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createEvent } from '../../domain/events/create-event.js'
import { describeEvents } from '../../inspect/history/describe-events.js'
import { listTraceChanges } from '../../inspect/history/list-trace-changes.js'
import { readHistory } from '../../inspect/history/read-history.js'
import { NO_EXTENSIONS } from '../extensions/project-extensions.js'
import { findSeededRecord } from './find-seeded-record.js'
import type { SeededFields } from '../../inspect/records/record-view.js'

let migrated: Awaited<ReturnType<typeof createMigratedStores>>
beforeAll(async () => {
  migrated = await createMigratedStores()
  await seedStores(migrated.stores)
})
afterAll(async () => migrated[Symbol.asyncDispose]())

const find = async (kind: string, id: string): Promise<SeededFields | undefined> =>
  findSeededRecord(migrated.stores, NO_EXTENSIONS, kind, id)

interface SeededUser {
  readonly id: string
  readonly email: string
  readonly display_name: string
  readonly family_id: string | null
  readonly version: number
}

async function findUser(): Promise<SeededUser> {
  const text = 'SELECT id, email, display_name, family_id, version FROM users ORDER BY id LIMIT 1'
  const { rows } = await migrated.stores.postgres.pool.query<SeededUser>(text)
  return rows[0] as SeededUser
}

test('seeded records are as their services would show them in an event', async () => {
  const { version, ...fields } = await findUser()
  expect(await find('user', fields.id)).toEqual({ version, fields, partial: true })
  const { client, table } = migrated.stores.dynamodb
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName: table }))
  const todo = items.find(({ SK }) => SK?.S?.startsWith('TODO#'))
  expect((await find('todo', todo?.['id']?.S ?? ''))?.fields).toMatchObject({
    title: todo?.['title']?.S,
    status: todo?.['status']?.S,
    owner: todo?.['owner']?.S,
  })
  const expense = await migrated.stores.mongo.db.collection<{ _id: string }>('expenses').findOne()
  const found = await find('expense', expense?._id.replace('expense_', '') ?? '')
  expect(Number(found?.fields['amount'])).toBe(Number(String(expense?.['amount' as '_id'])))
  // The id of a review does not tell the family, and it has no due date.
  const review = items.find((item) => item['tags']?.L?.[0]?.S === 'large-expense')
  const [reviewId = '', family = ''] = [review?.['id']?.S, review?.['GSI1PK']?.S?.replace('FAMILY#', '')]
  const reviewed = await findSeededRecord(migrated.stores, NO_EXTENSIONS, 'todo', reviewId, family)
  expect(reviewed?.fields).toMatchObject({ id: reviewId, title: review?.['title']?.S })
  expect(reviewed?.fields['due_date'] ?? null).toBeNull()
  expect(await find('user', '018f0000-0000-7000-8000-000000000000')).toBeUndefined()
  expect(await find('category', 'groceries')).toBeUndefined()
})

test('the first change of a seeded record has the values before', async () => {
  const { version, ...before } = await findUser()
  const { pool } = migrated.stores.postgres
  const user = { ...before, display_name: 'Renamed', role: 'owner', version: version + 1 }
  const about = { type: 'identity.user.updated', subject: user.id, data: { user } } as const
  const traceId = 'a'.repeat(32)
  const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`
  const event = createEvent(
    { ...about, aggregateVersion: version + 1, traceparent },
    { now: () => new Date() },
  )
  await pool.query(
    'INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope) VALUES ($1, $2, $3, $4, $5, $6)',
    [event.id, event.type, event.source, event.subject, event.time, event],
  )
  const sources = { postgres: migrated.stores.postgres, entities: BUNDLED_ENTITIES }
  const [item] = await readHistory(sources, [user.id], { findSeeded: find })
  expect(item?.changes).toEqual([{ field: 'display_name', before: before.display_name, after: 'Renamed' }])
  // The trace and the list of events say the same.
  const span = { attributes: { [WRITTEN_RECORDS]: [`user ${user.id}`] } } as unknown as SpanRecord
  const traced = await listTraceChanges({ ...sources, findSeeded: find }, traceId, [span])
  expect(traced.map(({ item: { changes } }) => changes)).toEqual([item?.changes])
  expect(await describeEvents({ ...sources, findSeeded: find }, [event])).toEqual([
    `Renamed was changed: display_name ${before.display_name} → Renamed`,
  ])
  expect(await describeEvents(sources, [event])).toEqual(['Renamed was changed'])
  // The sample records of different entities share an id.
  expect(await readHistory(sources, [user.id], { kind: 'expense' })).toEqual([])
  // A version in between has changed the record, too.
  const later = async (kind: string, id: string): Promise<SeededFields | undefined> => {
    const found = await find(kind, id)
    return found && { ...found, version: found.version - 1 }
  }
  const [unknown] = await readHistory(sources, [user.id], { findSeeded: later })
  expect(unknown?.changes.every((change) => change.before === undefined)).toBe(true)
})
