import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  type ApiResponse,
  createApiCaller,
  createTestFamilyMember,
  createTestUser,
  type Json,
  TEST_USER_PASSWORD,
} from '../../../test/support/api-caller.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import {
  getPatternShape,
  recordRequests,
  type RequestRecorder,
} from '../../../test/support/record-requests.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { findLatestEvents } from '../../events/find-events.js'
import { redeliverEvent } from '../../events/redeliver-event.js'
import { findSaga, listRecentSagas } from '../../events/sagas/saga-records.js'
import { startEventProcessing } from '../../events/start-event-processing.js'
import { findRecords } from '../../inspect/records/find-records.js'
import { openRecordSources } from '../../inspect/records/open-record-sources.js'
import { buildRecordDocument } from '../../inspect/records/record-document.js'
import type { DocumentReader } from '../../stores/mongo/client/document-reader.js'
import { createMongoRecords } from '../../stores/mongo/records/mongo-records.js'
import { createPostgresRecords } from '../../stores/postgres/records/postgres-records.js'
import { openStores } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { composeEventProcessing } from '../events/compose-event-processing.js'
import { startServices } from '../services/start-services.js'
import { ACCESS_PATTERNS } from './registry.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'

/** Patterns that nothing in this project sends, with the reason for each. */
const NOT_SENT = new Set([
  // Pattern 2 of ADR-002, for a program that reads all families.
  'todo.by-due-date',
])

/** Requests that need no index but a primary key, and lists for people. All others must be access patterns. */
const WITHOUT_PATTERN: readonly RegExp[] = [
  // Transactions, notifications, advisory locks and the state of the connection: no table is read.
  /^(BEGIN|COMMIT|ROLLBACK|LISTEN|SET|SELECT pg_|SELECT 1$)/,
  // Writes by primary key.
  /^(INSERT|UPDATE [\w. ]+ SET .* WHERE (id|saga_id|scope|\w*\.position|family_id = \$1 AND user_id)|DELETE FROM \w+ WHERE (id|family_id))/,
  /^WITH written AS \( ?INSERT INTO outbox/,
  /^update (expenses|budgets|categories|memberships) \{(_id|family_id)/,
  // Deletion by age, every hour.
  /^DELETE FROM .* FOR UPDATE SKIP LOCKED\)$/,
  // The same as the pattern, with another number of keys.
  /^find (memberships|categories) \{_id: \{"?\$in"?: \[\?(,\?)*\]\}\}/,
  // Counts for metrics and for the purge of a family.
  /^SELECT count\(\*\)/,
  /^aggregate \w+ \[\{\$match: \{(outbox\.time|family_id)/,
  /^find (expenses|budgets|categories) \{outbox\.time: .*"\$slice"/,
  // Lists for people, by position or time.
  /^SELECT .* FROM platform\.(event_log|sagas s) (WHERE \$1|WHERE transaction_id|ORDER BY s\.created_at DESC)/,
]

test('explain runs the requests that are sent, and the requests that read are access patterns', async () => {
  await using migrated = await createMigratedStores()
  await using stores = await openStores(migrated.endpoints)
  using recorder = recordRequests(stores)
  const record = await useEveryEndpoint(stores)
  const sentByServices = [...recorder.shapes]
  await inspectRecords(stores, record, recorder)

  const patterns = new Map(ACCESS_PATTERNS.map((pattern) => [getPatternShape(pattern), pattern.name]))
  const notSent = [...patterns].filter(([shape, name]) => !recorder.shapes.has(shape) && !NOT_SENT.has(name))
  expect(notSent).toEqual([])
  const unknown = sentByServices.filter(
    (shape) => !patterns.has(shape) && !WITHOUT_PATTERN.some((allowed) => allowed.test(shape)),
  )
  expect(unknown).toEqual([])
})

/** Returns the event of a user whose family exists. */
async function useEveryEndpoint(stores: Stores): Promise<EventEnvelope> {
  const dataDirectory = await createTemporaryDirectory('homemanager-requests-')
  try {
    await using services = await startServices({
      onWrite: undefined,
      stores,
      ports: { gateway: 0, identity: 0, todo: 0, budget: 0 },
      dataDirectory,
      passwordHashing: 'fast',
    })
    await using _processing = await startEventProcessing({
      stores,
      ...composeEventProcessing(stores),
      idleMs: 100,
    })
    await useServices(stores, services.urls.gateway)
    const { id } = await createTestUser(services.urls.gateway)
    return await waitForRegistration(stores, id)
  } finally {
    await rm(dataDirectory, { recursive: true, force: true })
  }
}

async function waitForRegistration(stores: Stores, userId: string): Promise<EventEnvelope> {
  let found: EventEnvelope | undefined
  await waitUntil(async () => {
    const type = 'identity.user.registered'
    const events = await findLatestEvents(stores.postgres.pool, { type }, 10)
    found = events.find(({ event }) => event.subject === userId)?.event
    return found !== undefined
  })
  if (found === undefined) throw new Error('The event of the registration is missing.')
  return found
}

async function useServices(stores: Stores, gateway: string): Promise<void> {
  const owner = await createTestUser(gateway)
  const member = await createTestFamilyMember(gateway, owner)
  const leaver = await createTestFamilyMember(gateway, owner)
  const { id } = owner
  const read = async (path: string): Promise<unknown> => expectOk(await owner.call('GET', path))

  const key = { 'idempotency-key': randomUUID() }
  const registration = {
    email: `${randomUUID()}@example.com`,
    password: TEST_USER_PASSWORD,
    display_name: 'Kim',
  }
  const anyone = createApiCaller(gateway)
  for (let n = 0; n < 2; n++) expectOk(await anyone('POST', '/identity/v1/register', registration, key))
  expectOk(
    await anyone('POST', '/identity/v1/sessions', { email: owner.email, password: TEST_USER_PASSWORD }),
  )
  // The second use of a refresh token revokes the login.
  for (let n = 0; n < 2; n++) {
    await anyone('POST', '/identity/v1/sessions/refresh', { refresh_token: member.refreshToken })
  }
  const passwords = { current_password: TEST_USER_PASSWORD, password: `${TEST_USER_PASSWORD} 2` }
  expectOk(await owner.call('PATCH', '/identity/v1/users/me', passwords))
  await read('/identity/v1/users/me')
  await read(`/identity/v1/families/${owner.familyId}`)
  await read(`/identity/v1/families/${owner.familyId}/members`)
  await read(`/identity/v1/families/${owner.familyId}/invitations`)
  await read('/identity/v1/invitations')

  const due = { due_date: '2024-10-05T18:00:00Z', priority: 'high' }
  const todo = expectOk(
    await owner.call('POST', '/todo/v1/todos', { title: 'Faucet', assigned_to: id, ...due }),
  )
  await read(`/todo/v1/todos/${todo['id']}`)
  for (const query of [
    `owner=${id}`,
    '',
    `owner=${id}&due_date=2024-10-05&priority=high`,
    'due_date=2024-10-05',
    `assigned_to=${id}&status=pending`,
    `assigned_to=${id}&overdue=true`,
  ])
    await read(`/todo/v1/todos?${query}`)

  const category = { id: 'travel', label: 'Travel', subcategories: [] }
  expectOk(await owner.call('POST', '/budget/v1/categories', category))
  const newExpense = { amount: '612.50', currency: 'USD', category: { primary: 'travel' } }
  expectOk(await leaver.call('POST', '/budget/v1/expenses', newExpense))
  const expense = expectOk(await owner.call('POST', '/budget/v1/expenses', newExpense))
  const newBudget = { category: 'travel', month: '2024-10', limit: '600.00', currency: 'USD' }
  const budget = expectOk(await owner.call('POST', '/budget/v1/budgets', newBudget))
  expectOk(await owner.call('POST', '/budget/v1/categories', { ...category, id: 'pets' }))
  expectOk(await owner.call('DELETE', '/budget/v1/categories/pets'))
  for (const path of [
    `expenses/${expense['id']}`,
    'expenses',
    'expenses?from=2024-10-01&to=2024-10-31',
    'expenses?category=travel',
    'expenses/near?longitude=-122.3&latitude=47.6',
    'reports/monthly?month=2024-10',
    `reports/monthly?month=2024-10&user_id=${id}`,
    `budgets/${budget['id']}`,
    'budgets',
    'budgets?month=2024-10',
    'categories',
  ])
    await read(`/budget/v1/${path}`)

  const family = `/identity/v1/families/${owner.familyId}`
  expectOk(await owner.call('DELETE', `${family}/members/${leaver.id}`))
  expectOk(await owner.call('DELETE', family))
  const { pool } = stores.postgres
  await waitUntil(async () => (await listRecentSagas(pool, 1))[0]?.state === 'completed')
  const [saga] = await listRecentSagas(pool, 1)
  await findSaga(pool, saga?.id ?? '')
  const [event] = await findLatestEvents(pool, { type: 'identity.user.updated' }, 1)
  await redeliverEvent(pool, composeEventProcessing(stores).handlers, event?.event.id ?? '')
}

/** Reads every section of a user, a family and an event. MongoDB is read without its driver, so the reader is recorded. */
async function inspectRecords(
  stores: Stores,
  event: EventEnvelope,
  recorder: RequestRecorder,
): Promise<void> {
  await using opened = await openRecordSources(getEndpoints(stores), BUNDLED_ENTITIES)
  const mongo: DocumentReader = {
    ...opened.mongo,
    find: <T extends object>(
      ...[name, request]: Parameters<DocumentReader['find']>
    ): Promise<readonly T[]> => {
      if (request.filter['user_id'] !== undefined) recorder.add({ find: name, ...request })
      return opened.mongo.find<T>(name, request)
    },
  }
  const sources = {
    ...opened,
    // The recorder observes the pool of the services.
    postgres: stores.postgres,
    mongo,
    records: {
      ...opened.records,
      postgres: createPostgresRecords(stores.postgres),
      mongo: createMongoRecords(mongo),
    },
  }
  const { subject, familyid = '', id } = event
  for (const recordId of [subject, familyid, id]) {
    const [view] = await findRecords(sources, recordId)
    await buildRecordDocument(sources, view, { depth: 1, size: 5 })
  }
}

function expectOk({ status, body }: ApiResponse): Json {
  expect([status < 400, body]).toEqual([true, body])
  return body
}
