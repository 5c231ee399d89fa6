import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createExampleStores } from '../../../test/support/example-stores.js'
import { ACCESS_PATTERNS } from './registry.js'
import { selectPatterns, runPatterns, getUnacceptedFindings } from '../../inspect/patterns/run-patterns.js'

test('every access pattern is served by its index on freshly migrated stores', async () => {
  await using stores = await createExampleStores()
  const results = await runPatterns(stores, ACCESS_PATTERNS)
  const unaccepted = results.filter((result) => getUnacceptedFindings(result).length > 0)
  expect(
    unaccepted.map(({ pattern, measurement }) => [pattern.name, measurement.findings, measurement.plan]),
  ).toEqual([])
  // The planner knows now that the tables are empty, and that any index serves.
  await stores.postgres.pool.query('VACUUM ANALYZE')
  const empty = await runPatterns(stores, selectPatterns(ACCESS_PATTERNS, ['postgres']))
  expect(empty.filter((result) => getUnacceptedFindings(result).length > 0)).toEqual([])
  const reasons = empty.flatMap(({ measurement }) => measurement.notMeasured ?? [])
  expect(reasons[0]).toMatch(/^table [\w.]+ (?:is empty|has fewer than 10 rows)$/)
  for (const { pattern, measurement } of results.filter((each) => each.pattern.store === 'dynamodb')) {
    expect([pattern.name, (measurement.capacity ?? 0) > 0]).toEqual([pattern.name, true])
  }
})

test('every index of the stores serves a registered pattern', async () => {
  await using stores = await createExampleStores()
  const { rows } = await stores.postgres.pool.query<{ indexname: string }>(
    "SELECT indexname FROM pg_indexes WHERE schemaname IN ('public', 'platform')",
  )
  const collections = ['expenses', 'budgets', 'categories'].map((name) => stores.mongo.db.collection(name))
  const mongoIndexes = await Promise.all(collections.map((each) => each.listIndexes().toArray()))
  const names = [
    ...rows.map((row) => row.indexname),
    ...mongoIndexes.flat().map((index) => String(index['name'])),
  ]
  const used = new Set(ACCESS_PATTERNS.map((pattern) => pattern.index))
  expect([...new Set(names)].filter((name) => !used.has(name) && !WITHOUT_PATTERN.has(name))).toEqual([])
})

/** Indexes that serve no request of a service, with the reason for each. */
const WITHOUT_PATTERN = new Set([
  // Primary keys that only ensure uniqueness.
  'outbox_pkey',
  'sagas_pkey',
  'sessions_pkey',
  // For manual queries by event type, and for removing expired rows.
  'event_log_type_idx',
  'sessions_expires_at_idx',
  'invitations_expires_at_idx',
  'idempotency_keys_expires_at_idx',
  // MongoDB removes expired documents with it.
  'removed_at',
])

test('a dropped index is detected in each store', async () => {
  await using stores = await createExampleStores()
  await stores.postgres.pool.query('DROP INDEX users_email_key')
  await stores.postgres.pool.query('DROP INDEX platform.event_log_subject_idx')
  await stores.mongo.db.collection('expenses').dropIndex('family_created')
  await stores.mongo.db.collection('expenses').dropIndex('family_created_id')
  await stores.mongo.db.collection('expenses').dropIndex('location')
  await stores.dynamodb.client.send(
    new UpdateTableCommand({
      TableName: stores.dynamodb.table,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'GSI3' } }],
    }),
  )
  const results = await runPatterns(stores, ACCESS_PATTERNS)
  const unaccepted = results.filter((result) => getUnacceptedFindings(result).length > 0)
  expect(
    Object.fromEntries(unaccepted.map(({ pattern, measurement }) => [pattern.name, measurement.findings[0]])),
  ).toEqual({
    'identity.user-by-email': 'missing-index',
    'events.of-subject': 'missing-index',
    'todo.assigned': 'missing-index',
    'todo.overdue': 'missing-index',
    'todo.of-assignee': 'missing-index',
    'budget.expenses-of-family': 'missing-index',
    'budget.expenses-of-family-in-month': 'missing-index',
    'budget.expenses-to-archive': 'missing-index',
    'budget.family-report': 'missing-index',
    'budget.near': 'missing-index',
  })
})

test('patterns are selected by name, service or store', () => {
  expect(selectPatterns(ACCESS_PATTERNS, ['todo.by-id']).map((pattern) => pattern.index)).toEqual(['GSI4'])
  expect(selectPatterns(ACCESS_PATTERNS, ['budget'])).toEqual(selectPatterns(ACCESS_PATTERNS, ['mongo']))
  expect(() => selectPatterns(ACCESS_PATTERNS, ['todo.nope'])).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_PATTERN', exitCode: 2 }),
  )
  expect(() => selectPatterns(ACCESS_PATTERNS, ['todo.by-idd'])).toThrow(
    expect.objectContaining({
      suggestion: 'Did you mean "todo.by-id"? Run homemanager explain to list the access patterns.',
    }),
  )
})
