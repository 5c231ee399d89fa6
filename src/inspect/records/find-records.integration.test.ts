import { PutItemCommand, UpdateItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { Decimal128 } from 'bson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  toExampleId,
  createExampleStores,
  putBudget,
  putExpense,
  putTodo,
} from '../../../test/support/example-stores.js'
import { getReviewTodoId } from '../../domain/large-expense-rule.js'
import { systemClock } from '../../core/clock.js'
import type { CategoryDocument } from '../../domain/entities/category.js'
import { createEvent } from '../../domain/events/create-event.js'
import { toOutboxItem } from '../../domain/outbox-item.js'
import { getRecordId } from '../../domain/entities/references.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { Stores } from '../../stores/stores.js'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import type { ItemReader } from '../../stores/dynamodb/client/item-reader.js'
import type { RecordAccess } from '../../stores/contracts/record-access.js'
import { createDynamodbRecords } from '../../stores/dynamodb/records/dynamodb-records.js'
import { findRecordsByIdOrText } from './find-by-text.js'
import { findRecords } from './find-records.js'
import { type RecordDocument, buildRecordDocument } from './record-document.js'
import { type FoundNames, MAX_NAMED_RECORDS, NameSearch } from './name-search.js'
import { openRecordSources } from './open-record-sources.js'
import type { RecordSources } from './record-view.js'
import { parseAddress } from '../pages/address.js'
import type { Page, Row } from '../pages/page.js'
import { openRecord } from '../pages/record-page.js'
import { RECORDS_SCREEN } from '../pages/records-screen.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { listTargets } from '../pages/list-targets.js'
import { SEARCH_SCREEN } from '../pages/search-screen.js'
import { openSection } from '../pages/section-page.js'
import { listSearchableEntities } from './search-entity.js'
import { searchRecords, type SearchUpdate } from './search-records.js'

let stores: Stores & AsyncDisposable
let sources: RecordSources & AsyncDisposable
beforeAll(async () => {
  stores = await createExampleStores()
  sources = await openRecordSources(getEndpoints(stores), BUNDLED_ENTITIES)
})
afterAll(async () => {
  await sources[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
})

test.each([
  ['demo@EXAMPLE.com', 'user'],
  [`USER#${toExampleId(123)}`, 'user'],
  [toExampleId(789), 'family'],
  ['789', 'family'],
  [`FAMILY#${toExampleId(789)}`, 'family'],
  [`TODO#2024-10-05#HIGH#${toExampleId(456)}`, 'todo'],
  [`expense_${toExampleId(123)}`, 'expense'],
  ['groceries', 'category'],
])('finds the entity of %s', async (text, kind) => {
  const [view] = await findRecords(sources, text)
  expect(view.kind).toBe(kind)
})

test('finds every record with an id', async () => {
  const views = await findRecords(sources, toExampleId(123))
  expect(views.map((view) => view.kind)).toEqual(['user', 'expense'])
})

test.each([
  ['999', undefined],
  ['nobody@example.com', 'user'],
  ["'; DROP TABLE users; --", undefined],
  ['{"$ne": null}', 'expense'],
  [toExampleId(123), 'family'],
] as const)('does not find %s', async (text, kind) => {
  await expect(findRecords(sources, text, kind)).rejects.toMatchObject({ code: 'NOT_FOUND', exitCode: 2 })
})

test.each([
  [toExampleId(456), 'todo', toExampleId(456)],
  ['expense_0192a', 'expense', '0192a000-0000-7000-8000-000000000001'],
  ['0192a0', undefined, '0192a000-0000-7000-8000-000000000001'],
  ['0192A000-00', 'expense', '0192a000-0000-7000-8000-000000000001'],
  ['0192…0001', undefined, '0192a000-0000-7000-8000-000000000001'],
  ['0192...0002', 'user', '0192b000-0000-7000-8000-000000000002'],
  ['0000…0123', 'user', toExampleId(123)],
  ['0000…0456', 'todo', toExampleId(456)],
  ['0000...0457', undefined, toExampleId(457)],
  ['…0457', undefined, toExampleId(457)],
  ['000000456', 'todo', toExampleId(456)],
  ['0002', 'user', '0192b000-0000-7000-8000-000000000002'],
  ['expense_...0001', undefined, '0192a000-0000-7000-8000-000000000001'],
] as const)('a part of an id is enough: %s', async (text, kind, id) => {
  await addRecordsWithOtherIds()
  const views = await findRecords(sources, text, kind)
  expect(views.map((view) => view.id)).toEqual([id])
})

test('a part of several ids lists the records, and a search finds it too', async () => {
  await addRecordsWithOtherIds()
  const ambiguous = findRecords(sources, '0192')
  await expect(ambiguous).rejects.toMatchObject({
    code: 'AMBIGUOUS_ID',
    message: 'Several records match "0192".',
    detail:
      'user 0192b000-0000-7000-8000-000000000002  Robin <robin@example.com>\n' +
      'expense 0192a000-0000-7000-8000-000000000001  2024-10-03       1.00 USD  groceries  Demo',
    candidates: [
      { entity: 'user', id: '0192b000-0000-7000-8000-000000000002', title: 'Robin <robin@example.com>' },
      {
        entity: 'expense',
        id: '0192a000-0000-7000-8000-000000000001',
        title: '2024-10-03       1.00 USD  groceries',
      },
    ],
    suggestion: 'Enter more digits, or put the entity before the ID.',
  })
  // The example todos.
  const ofOne = await findRecords(sources, '0000', 'todo').catch((error: unknown) => error)
  expect(ofOne).toMatchObject({ code: 'AMBIGUOUS_ID', suggestion: 'Enter more digits.' })
  for (const text of ['0000…0456', '0000...0456', '…0456', '0456']) {
    const found: string[] = []
    for await (const { records } of searchRecords(sources, text)) found.push(...records.map(({ id }) => id))
    expect(found).toEqual([toExampleId(456)])
  }
})

test.each([
  ['018', 'todo', `The number 018 is short for the ID ${toExampleId(18)}. `],
  ['expense_01f', undefined, ''],
  ['01…6bb6', 'user', ''],
  ['…b6', 'user', ''],
] as const)('%s has too few digits for a part of an ID', async (text, kind, meaning) => {
  await expect(findRecords(sources, text, kind)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    detail: `${meaning}A part of an ID has at least four digits, such as 018f or …6bb6.`,
    suggestion: expect.stringContaining('Enter at least four digits of an ID. ') as string,
  })
})

test('in a large table of DynamoDB, a part of an id is not enough', async () => {
  const scan = async (): Promise<object> =>
    Promise.resolve({ Items: [], LastEvaluatedKey: { PK: { S: 'x' }, SK: { S: 'x' } } })
  const reader = { table: 'todos', scan } as unknown as ItemReader
  const records = { ...sources.records, dynamodb: createDynamodbRecords(reader) }
  await expect(findRecords({ ...sources, records }, '0000…0456', 'todo')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    detail:
      'There are too many todos to find one by a part of its ID: enter the complete ID, or use --search.',
    suggestion: expect.stringContaining("homemanager inspect todo --search '0000…0456',") as string,
  })
})

test.each([
  ['alex', 'user', 'homemanager inspect user --search alex,'],
  ['whole foods', 'expense', "homemanager inspect expense --search 'whole foods',"],
  ['parker', 'family', 'homemanager inspect family --search parker,'],
  [toExampleId(9), 'family', 'homemanager inspect family --search TEXT,'],
  ['pets', 'event', 'Browse the events with homemanager inspect event.'],
  ['groceries', 'event', 'A category has this ID: homemanager inspect category groceries.'],
  [
    toExampleId(123),
    'family',
    `A user has this ID: homemanager inspect user ${toExampleId(123)}. An expense has this ID: homemanager inspect expense ${toExampleId(123)}.`,
  ],
  ['456', 'user', `A todo has this ID: homemanager inspect todo ${toExampleId(456)}.`],
  [`expense_${toExampleId(123)}`, 'todo', 'An expense has this ID: homemanager inspect expense'],
  ['0000…0456', 'expense', `A todo has this ID: homemanager inspect todo ${toExampleId(456)}.`],
  ['demo@example.com', 'todo', 'A user has this email address: homemanager inspect user'],
  ['demo@example.co', undefined, 'Did you mean homemanager inspect user demo@example.com?'],
  ['dem@exmple.com', 'user', 'Did you mean homemanager inspect user demo@example.com?'],
] as const)('what finds %s is suggested', async (text, kind, suggestion) => {
  await expect(findRecords(sources, text, kind)).rejects.toMatchObject({
    suggestion: expect.stringContaining(suggestion) as string,
    ...(suggestion.includes(' has this ') ? { detail: undefined } : {}),
  })
})

test('nobody has a similar email address', async () => {
  await expect(findRecords(sources, 'nobody@example.com')).rejects.toMatchObject({
    suggestion: expect.not.stringContaining('Did you mean') as string,
  })
})

/** Their ids do not begin like those of the examples. */
async function addRecordsWithOtherIds(): Promise<void> {
  await stores.postgres.pool.query(
    `INSERT INTO users (id, email, password_hash, display_name)
     VALUES ('0192b000-0000-7000-8000-000000000002', 'robin@example.com', 'secret-hash', 'Robin')
     ON CONFLICT DO NOTHING`,
  )
  const expenses = stores.mongo.db.collection<{ _id: string }>('expenses')
  const example = await expenses.findOne({ _id: `expense_${toExampleId(123)}` })
  const _id = 'expense_0192a000-0000-7000-8000-000000000001'
  const amount = Decimal128.fromString('1.00')
  await expenses.replaceOne({ _id }, { ...example, _id, amount }, { upsert: true })
}

test('of an entity, a text that only one record has is enough, and else the matches are listed', async () => {
  await addRecordsWithOtherIds()
  for (const [text, kind, id] of [
    ['demo', 'user', toExampleId(123)],
    ['robin', 'user', '0192b000-0000-7000-8000-000000000002'],
    ['does', 'family', toExampleId(789)],
    ['kitchen', 'todo', toExampleId(456)],
    ['travel', 'category', 'travel'],
  ] as const)
    expect((await findRecordsByIdOrText(sources, text, kind))[0].id).toBe(id)
  await expect(findRecordsByIdOrText(sources, 'example.com', 'user')).rejects.toMatchObject({
    code: 'AMBIGUOUS_ID',
    message: 'Several records match "example.com".',
    detail: expect.stringContaining(`user ${toExampleId(123)}  Demo <demo@example.com>`) as string,
    suggestion: expect.stringContaining('homemanager inspect user --search example.com.') as string,
  })
  await expect(findRecordsByIdOrText(sources, 'example.com', 'user', 1)).rejects.toMatchObject({
    message: 'Several records match "example.com".',
    candidates: [expect.anything()],
    detail: expect.stringMatching(/^user .*\n… and \d+ more$/) as string,
  })
  await expect(findRecordsByIdOrText(sources, 'buy oats', 'todo')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'No todo matches "buy oats".',
    detail: undefined,
    suggestion: expect.stringMatching(
      /^Search all entities with homemanager inspect --search 'buy oats', browse the todos with homemanager inspect todo, /,
    ) as string,
  })
  // A record of another entity has the id.
  await expect(findRecordsByIdOrText(sources, 'groceries', 'todo')).rejects.toMatchObject({
    suggestion: 'A category has this ID: homemanager inspect category groceries.',
  })
  for (const [text, kind] of [
    ['nobody', 'user'],
    ['nobody@example.com', 'user'],
    ['demo', undefined],
    [toExampleId(9), 'todo'],
  ] as const)
    await expect(findRecordsByIdOrText(sources, text, kind)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('an invalid id is named as one, and only a user has an email address', async () => {
  await expect(findRecords(sources, 'USER#1', 'todo')).rejects.toMatchObject({
    detail: 'It is not a valid todo id.',
  })
  await expect(findRecords(sources, 'x', 'user')).rejects.toMatchObject({
    detail: 'It is not a valid user id or email address.',
  })
})

test('a user is shown with family, todos and expenses, and without the password hash', async () => {
  await stores.postgres.pool.query("ALTER TABLE users ADD COLUMN phone text DEFAULT '+1 555'")
  const [view] = await findRecords(sources, 'demo@example.com')
  expect(view.record['phone']).toBe('+1 555')
  expect(view.query).toContain(', phone FROM users')
  const document = await buildRecordDocument(sources, view, { depth: 1, size: 1 })
  expect(document.references).toMatchObject([{ field: 'family_id', state: 'found', title: 'The Does' }])
  expect(document.sections).toMatchObject({
    todos: { store: 'dynamodb', items: [{ title: 'Fix kitchen faucet' }], hasMore: true },
    expenses: { store: 'mongo', items: [{ _id: `expense_${toExampleId(125)}` }], hasMore: true },
  })
  expect(JSON.stringify(document)).not.toContain('secret-hash')
})

test('a list has more rows only if it is cut, and no list has more than the limit', async () => {
  const [view] = await findRecords(sources, toExampleId(789), 'family')
  const list = async (size: number): Promise<Record<string, readonly [rows: number, hasMore: boolean]>> => {
    const { sections = {} } = await buildRecordDocument(sources, view, { depth: 1, size })
    return Object.fromEntries(
      Object.entries(sections).map(([name, { items, hasMore }]) => [name, [items.length, hasMore]]),
    )
  }
  const all = await list(1000)
  expect(Object.keys(all)).toEqual(expect.arrayContaining(['members', 'expenses', 'spending', 'budgets']))
  expect(Object.values(all).filter(([, hasMore]) => hasMore)).toEqual([])
  for (const [name, [count]] of Object.entries(all).filter(([, [rows]]) => rows > 1))
    expect([name, (await list(count))[name], (await list(count - 1))[name]]).toEqual([
      name,
      [count, false],
      [count - 1, true],
    ])
  expect(all['spending']?.[0]).toBeGreaterThan(1)
})

test('depth 2 includes the records of a family, each of them once', async () => {
  const [view] = await findRecords(sources, '789')
  const document = await buildRecordDocument(sources, view, { depth: 2, size: 5 })
  expect(document.sections?.['members']?.items).toMatchObject([
    { kind: 'user', title: 'Demo <demo@example.com>' },
    { kind: 'user' },
  ])
  expect(document.sections?.['todos']?.items).toMatchObject([
    { kind: 'todo', keys: expect.any(Array) },
    { kind: 'todo' },
  ])
})

test('the next page starts after the last item of the previous one', async () => {
  const [view] = await findRecords(sources, '789')
  for (const name of ['members', 'todos', 'expenses']) {
    const section = view.sections.find((each) => each.name === name)
    const first = await section?.page(1)
    const second = await first?.next?.()
    const ids = [first, second].map((page) => page?.items.map((item) => item.id))
    expect({ name, different: new Set(ids.flat()).size }).toEqual({ name, different: 2 })
  }
})

test('keys are split and compared with the attributes', async () => {
  await putTodo(stores, 460, {
    title: 'Moved manually',
    due_date: '2024-12-24T00:00:00Z',
    SK: `TODO#2024-12-23#MEDIUM#${toExampleId(460)}`,
  })
  const [view] = await findRecords(sources, '460', 'todo')
  expect(view.keys.find((key) => key.name === 'SK')).toMatchObject({
    parts: ['TODO#', '2024-12-23', 'MEDIUM', toExampleId(460)],
    expected: `TODO#2024-12-24#MEDIUM#${toExampleId(460)}`,
  })
  expect(view.keys.find((key) => key.name === 'PK')?.expected).toBeUndefined()
})

test('a reference follows the attribute that it names; the key is read if the attribute is missing', async () => {
  await putTodo(stores, 462, { title: 'Given to nobody', owner: toExampleId(999) })
  const [given] = await findRecords(sources, '462', 'todo')
  expect((await given.references())[0]).toMatchObject({
    field: 'owner',
    id: toExampleId(999),
    state: 'dangling',
  })
  const { panes } = await openRecord(sources, 'todo', given.id)
  const field = panes[0].rows.find(({ cells: [first] }) => first?.text === 'owner')
  expect(field).toMatchObject({ id: toExampleId(999) })
  expect(field).not.toHaveProperty('target')
  await stores.dynamodb.client.send(
    new UpdateItemCommand({
      TableName: stores.dynamodb.table,
      Key: marshall({ PK: given.record['PK'], SK: given.record['SK'] }),
      UpdateExpression: 'REMOVE #owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
    }),
  )
  const [old] = await findRecords(sources, '462', 'todo')
  expect((await old.references())[0]).toMatchObject({
    field: 'owner',
    id: toExampleId(123),
    state: 'found',
  })
})

test('dangling references and stale copies are reported with their values', async () => {
  await putTodo(stores, 461, { title: 'Dangling assignee', assigned_to: `USER#${toExampleId(999)}` })
  const [todo] = await findRecords(sources, '461', 'todo')
  expect(await todo.references()).toMatchObject([
    { field: 'owner', state: 'found' },
    { field: 'GSI1PK', state: 'found' },
    { field: 'assigned_to', state: 'dangling', id: toExampleId(999) },
  ])
  await putExpense(stores, 600, { amount: '600', day: '2024-10-21', category: 'yachts', user: 998 })
  const [expense] = await findRecords(sources, '600', 'expense')
  expect(await expense.references()).toMatchObject([
    { field: 'user_id', state: 'dangling' },
    { field: 'family_id', state: 'found' },
    { field: 'category.primary', state: 'dangling', id: 'yachts' },
    { field: 'review todo', state: 'dangling' },
  ])
  await stores.postgres.pool.query('UPDATE families SET member_count = 7')
  const [family] = await findRecords(sources, '789')
  expect(await family.references()).toMatchObject([
    { field: 'owner_id', state: 'found' },
    { field: 'member_count', state: 'stale', value: '7', actual: '2 members' },
  ])
})

test('the amount that an expense was created with decides whether it has a review todo', async () => {
  const record = async (type: string, subject: string, data: object = {}): Promise<string> => {
    const event = {
      id: crypto.randomUUID(),
      type,
      source: 'test',
      subject,
      time: '2024-10-21T00:00:00Z',
      data,
    }
    await stores.postgres.pool.query(
      `INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope)
       SELECT (e ->> 'id')::uuid, e ->> 'type', e ->> 'source', e ->> 'subject', now(), e FROM (SELECT $1::jsonb AS e) AS event`,
      [JSON.stringify(event)],
    )
    return event.id
  }
  const readReview = async (id: string): Promise<unknown> => {
    const [expense] = await findRecords(sources, id, 'expense')
    return (await expense.references()).find(({ field }) => field === 'review todo')
  }
  await putExpense(stores, 610, { amount: '900', day: '2024-10-21' })
  await putExpense(stores, 611, { amount: '900', day: '2024-10-21' })
  await putExpense(stores, 612, { amount: '10', day: '2024-10-21' })
  await record('budget.expense.updated', toExampleId(610))
  expect(await readReview('610')).toBeUndefined()
  await record('budget.expense.created', toExampleId(611), { amount: '40.00' })
  expect(await readReview('611')).toBeUndefined()
  const id = getReviewTodoId(await record('budget.expense.created', toExampleId(612), { amount: '600.00' }))
  expect(await readReview('612')).toMatchObject({ kind: 'todo', id, state: 'dangling' })
  await record('todo.todo.deleted', id)
  expect(await readReview('612')).toBeUndefined()
})

test('the driver of a remote or password-protected server returns the same result', async () => {
  const url = new URL(stores.mongo.endpoint.url)
  url.searchParams.set('appName', 'other')
  const endpoint = stores.dynamodb.endpoint.endpoint.replace(/\/?$/, '/.')
  const endpoints = {
    postgres: stores.postgres.endpoint,
    dynamodb: { ...stores.dynamodb.endpoint, endpoint },
    mongo: { url: url.href },
  }
  await using other = await openRecordSources(endpoints, BUNDLED_ENTITIES)
  for (const text of ['457', `expense_${toExampleId(123)}`, 'demo@example.com']) {
    const [plain] = await findRecords(sources, text)
    const [byClient] = await findRecords(other, text)
    const options = { depth: 1, size: 5 }
    expect(await buildRecordDocument(other, byClient, options)).toEqual(
      await buildRecordDocument(sources, plain, options),
    )
  }
})

test('pending events of every store are shown with their family', async () => {
  const about = { aggregateVersion: 1, familyId: toExampleId(789) }
  const todo = createEvent(
    { ...about, type: 'todo.todo.created', subject: toExampleId(456), data: {} },
    systemClock,
  )
  const spent = createEvent(
    {
      ...about,
      type: 'budget.expense.created',
      subject: toExampleId(123),
      data: {
        expense_id: toExampleId(123),
        user_id: toExampleId(123),
        family_id: toExampleId(789),
        amount: '156.78',
        currency: 'USD',
        category: 'groceries',
        created_at: '2024-10-03T14:30:00.000Z',
      },
    },
    systemClock,
  )
  const { postgres, dynamodb, mongo } = stores
  await dynamodb.client.send(
    new PutItemCommand({
      TableName: dynamodb.table,
      Item: marshall(toOutboxItem(todo), { removeUndefinedValues: true }),
    }),
  )
  await mongo.db
    .collection<{ _id: string }>('expenses')
    .updateOne({ _id: `expense_${toExampleId(123)}` }, { $set: { outbox: [spent] } })
  const renamed = createEvent(
    {
      ...about,
      type: 'identity.family.deletion_requested',
      subject: toExampleId(789),
      data: { family_id: toExampleId(789) },
    },
    systemClock,
  )
  await postgres.pool.query('INSERT INTO outbox (id, envelope) VALUES ($1, $2)', [renamed.id, renamed])
  const [family] = await findRecords(sources, '789', 'family')
  const page = await family.sections.find(({ name }) => name === 'outbox')?.page(10)
  expect(page?.items.map(({ id }) => id).sort()).toEqual([todo.id, spent.id, renamed.id].sort())
  // They are not in the event log, so they cannot be opened as records.
  expect(page?.items.every(({ kind }) => kind === undefined)).toBe(true)
  const [own] = await findRecords(sources, '456', 'todo')
  const ownPage = await own.sections.find(({ name }) => name === 'outbox')?.page(10)
  expect(ownPage?.items.map(({ id }) => id)).toEqual([todo.id])
})

test('a list marks dangling references, and an error of one store does not hide the others', async () => {
  await using own = await createExampleStores()
  await using ownSources = await openRecordSources(getEndpoints(own), BUNDLED_ENTITIES)
  await putTodo(own, 470, { title: 'Dangling assignee', assigned_to: `USER#${toExampleId(999)}` })
  await putExpense(own, 471, { amount: '7', day: '2024-08-01', category: 'yachts' })
  await putExpense(own, 472, { amount: '8', day: '2024-08-01', user: 998 })
  await putBudget(own, 473, { category: 'yachts', month: '2024-10', limit: '1' })
  await own.postgres.pool.query('UPDATE users SET family_id = NULL WHERE id = $1', [toExampleId(124)])
  const shown = async (): Promise<RecordDocument> => {
    const [family] = await findRecords(ownSources, '789', 'family')
    return buildRecordDocument(ownSources, family, { depth: 1, size: 50 })
  }
  const todosOfPartner = [456, 457].map((n) => ({
    id: toExampleId(n),
    state: 'stale',
    note: `family ${toExampleId(789)} ≠ no family of assigned_to`,
  }))
  const [partner] = await findRecords(ownSources, toExampleId(124), 'user')
  expect(await partner.references()).toMatchObject([
    { field: 'family_members.family_id', state: 'stale', value: 'no family', actual: toExampleId(789) },
  ])
  const [todo] = await findRecords(ownSources, '456', 'todo')
  expect(await todo.references()).toContainEqual(
    expect.objectContaining({
      field: 'assigned_to',
      state: 'stale',
      actual: 'no family',
      note: 'the user is in no family',
    }),
  )
  const { sections } = await shown()
  expect(sections).toMatchObject({
    members: { inconsistencies: [{ id: toExampleId(124), note: `family ${toExampleId(789)} ≠ no family` }] },
    todos: {
      inconsistencies: expect.arrayContaining([
        { kind: 'todo', id: toExampleId(470), state: 'dangling', note: expect.stringContaining('999') },
        ...todosOfPartner.map((todo) => expect.objectContaining(todo)),
      ]),
    },
    expenses: {
      totals: [{ currency: 'USD', total: '191.88', count: 4 }],
      inconsistencies: expect.arrayContaining([
        expect.objectContaining({ id: toExampleId(471), note: 'category.primary yachts does not exist' }),
        expect.objectContaining({ id: toExampleId(472), note: `user_id ${toExampleId(998)} does not exist` }),
      ]),
    },
    budgets: { inconsistencies: [{ id: toExampleId(473), state: 'dangling' }] },
  })
  await own.dynamodb.client.send(
    new UpdateTableCommand({
      TableName: own.dynamodb.table,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'GSI1' } }],
    }),
  )
  expect((await shown()).sections).toMatchObject({
    todos: { items: [], error: expect.stringMatching(/^DynamoDB returned an error: .*GSI1/) },
    expenses: { totals: [{ count: 4 }] },
  })
})

test('a search by text reads all records, and tells how far it is', async () => {
  await stores.mongo.db
    .collection<{ _id: string }>('expenses')
    .updateOne({ _id: `expense_${toExampleId(123)}` }, { $set: { description: 'Organic (milk)' } })
  const search = async (text: string): Promise<{ found: readonly string[]; complete: boolean }> => {
    const updates: SearchUpdate[] = []
    for await (const update of searchRecords(sources, text)) updates.push(update)
    return {
      found: updates.flatMap(({ records }) => records.map(({ kind, id }) => `${kind} ${id}`)),
      complete: updates.at(-1)?.progress.every(({ complete }) => complete) ?? false,
    }
  }
  const done = { complete: true }
  expect(await search('c (MILK')).toEqual({ ...done, found: [`expense ${toExampleId(123)}`] })
  expect(await search('no such words')).toEqual({ ...done, found: [] })
  expect(await search('%')).toEqual({ ...done, found: [] })
  await putTodo(stores, 470, { title: 'Another faucet' })
  await putTodo(stores, 471, { title: 'Fees of the  École' })
  await stores.postgres.pool.query("UPDATE families SET name = 'Yılmaz and  Café' WHERE id = $1", [
    toExampleId(789),
  ])
  await stores.mongo.db
    .collection<{ _id: string }>('expenses')
    .updateOne(
      { _id: `expense_${toExampleId(125)}` },
      { $set: { description: 'Crème\u00A0 bru\u0302le\u0301e (2)' } },
    )
  expect(await search('the ecole')).toEqual({ ...done, found: [`todo ${toExampleId(471)}`] })
  expect(await search('ÉCÓLE')).toEqual({ ...done, found: [`todo ${toExampleId(471)}`] })
  expect(await search('yilmaz   AND cafe')).toEqual({ ...done, found: [`family ${toExampleId(789)}`] })
  expect(await search('creme brûlee (2)')).toEqual({ ...done, found: [`expense ${toExampleId(125)}`] })
  expect((await search('faucet')).found).toHaveLength(2)
  // Several words are found in any order, also in different fields.
  for (const text of ['FAUCET another', 'pending another', '2 creme', 'usd 2) creme'])
    expect([text, (await search(text)).found]).toEqual([
      text,
      [/creme/.test(text) ? `expense ${toExampleId(125)}` : `todo ${toExampleId(470)}`],
    ])
  expect(await search('faucet nowhere')).toEqual({ ...done, found: [] })
  expect(await search('demo@example.com')).toMatchObject({ found: [`user ${toExampleId(123)}`] })
})

test('a search finds records by amount, day and month', async () => {
  await stores.postgres.pool.query("UPDATE users SET created_at = '2023-02-28T23:59:59Z' WHERE id = $1", [
    toExampleId(123),
  ])
  const search = async (text: string): Promise<readonly string[]> => {
    const found: string[] = []
    for await (const { records } of searchRecords(sources, text))
      found.push(...records.map(({ kind, id }) => `${kind} ${id}`))
    return found
  }
  const dear = `expense ${toExampleId(123)}`
  for (const amount of ['156.78', '156.780']) expect(await search(amount)).toEqual([dear])
  expect(await search('156.78 USD')).toEqual([dear])
  expect(await search('156.78 EUR')).toEqual([])
  expect(await search('156.7')).toEqual([])
  await putBudget(stores, 480, { category: 'travel', month: '2031-02', limit: '777.50' })
  for (const text of ['2031-02', '777.5 USD', '777.50'])
    expect(await search(text)).toEqual([`budget ${toExampleId(480)}`])
  // Budgets of the same month differ by their families.
  await putBudget(stores, 481, { category: 'travel', month: '2031-03', limit: '1.00' })
  const { rows } = await stores.postgres.pool.query<{ name: string }>('SELECT name FROM families')
  const [family = ''] = rows.map(({ name }) => name)
  for await (const { records } of searchRecords(sources, '2031-02'))
    for (const each of records) expect(each.names).toEqual([family])
  for (const text of ['travel', '0000'])
    await expect(findRecordsByIdOrText(sources, text, 'budget')).rejects.toMatchObject({
      code: 'AMBIGUOUS_ID',
      detail: expect.stringContaining(
        `budget ${toExampleId(480)}  2031-02  travel  777.50 USD  ${family}`,
      ) as string,
    })
  expect(await search('2024-10-03')).toContain(dear)
  expect(await search('2024-10')).toContain(dear)
  expect(await search('2024-10-05')).toContain(`todo ${toExampleId(456)}`)
  for (const day of ['2023-02-28', '2023-02']) expect(await search(day)).toEqual([`user ${toExampleId(123)}`])
  for (const none of ['2023-03-01', '2023-02-30', '2023-13']) expect(await search(none)).toEqual([])
})

test('a search finds what refers to a record by the name that lists show', async () => {
  const { rows: users } = await stores.postgres.pool.query<{ id: string; display_name: string }>(
    'SELECT id, display_name FROM users WHERE id = ANY($1)',
    [[toExampleId(123), toExampleId(124)]],
  )
  const rename = async (id: string, name: string): Promise<unknown> =>
    stores.postgres.pool.query('UPDATE users SET display_name = $2 WHERE id = $1', [id, name])
  const search = async (text: string, kind: string): Promise<readonly string[]> => {
    const entities = listSearchableEntities(BUNDLED_ENTITIES).filter(({ name }) => name === kind)
    const found: string[] = []
    for await (const { records } of searchRecords(sources, text, undefined, entities))
      found.push(...records.map(({ id }) => id))
    return found
  }
  await rename(toExampleId(124), 'Zoë Quartz')
  await putExpense(stores, 7650, { amount: '5.55', day: '2024-09-04', user: 124, category: 'kiting' })
  await putTodo(stores, 7651, { title: 'Kite strings', owner: toExampleId(124) })
  await putBudget(stores, 7652, { category: 'kiting', month: '2031-05', limit: '8.00' })
  for (const text of ['quartz', 'QUARTZ zoe', 'kiting zoe', 'zoe 2024-09-04'])
    expect([text, await search(text, 'expense')]).toEqual([text, [toExampleId(7650)]])
  expect(await search('kiting nobody', 'expense')).toEqual([])
  expect(await search('strings quartz', 'todo')).toEqual([toExampleId(7651)])
  const { rows: families } = await stores.postgres.pool.query<{ name: string }>('SELECT name FROM families')
  expect(await search(`2031-05 ${families[0]?.name.split(' ')[0] ?? ''}`, 'budget')).toEqual([
    toExampleId(7652),
  ])
  // Lists show the name: neither the address of a user who has one, nor the day of the registration.
  expect(await search('partner@example.com', 'expense')).toEqual([])
  await rename(toExampleId(124), '')
  expect(await search('partner@example', 'expense')).toContain(toExampleId(7650))
  for (const { id, display_name: name } of users) await rename(id, name)
})

test('a search says of which names it has not searched the records', async () => {
  const signal = new AbortController().signal
  const findNames = async (search: RecordAccess['search'], maxSearched?: number): Promise<FoundNames> => {
    const records = { ...sources.records, postgres: { ...sources.records.postgres, search } }
    return new NameSearch({ ...sources, records }, signal, maxSearched).find(
      BUNDLED_ENTITIES.get('expense'),
      'alex',
    )
  }
  const many = Array.from({ length: MAX_NAMED_RECORDS + 1 }, (_, i) => ({
    id: toExampleId(i),
    display_name: 'Alex',
  }))
  const found = await findNames(async function* () {
    yield* await Promise.resolve([{ records: many, searched: many.length }])
  })
  expect(found.byTerm.get('alex')?.map(({ ids }) => ids.size)).toEqual([MAX_NAMED_RECORDS])
  expect(found.limitations).toEqual(['only the first 10,000 users with such a name'])
  const first = await findNames(async function* () {
    yield* await Promise.resolve([{ records: many.slice(0, 3), searched: 20_000 }])
  }, 10_000)
  expect(first.byTerm.get('alex')?.map(({ ids }) => ids.size)).toEqual([3])
  expect(first.limitations).toEqual(['only the names of 20,000 users'])
  const closed = await openRecordSources(getEndpoints(stores), BUNDLED_ENTITIES)
  await closed[Symbol.asyncDispose]()
  const failed = await findNames((...request) => closed.records.postgres.search(...request))
  expect(failed.limitations).toEqual(['not by the names of users, which cannot be read'])
})

test('what is found has the newest dates first, whatever its ids', async () => {
  const days = ['2024-09-02', '2024-09-03', '2024-09-01']
  for (const [i, day] of days.entries()) await putExpense(stores, 7600 + i, { amount: '4.44', day })
  const found: string[] = []
  for await (const { records } of searchRecords(sources, '4.44')) found.push(...records.map(({ id }) => id))
  expect(found).toEqual([7601, 7600, 7602].map(toExampleId))
})

test('the expenses of a category have the newest ids first, and the columns of all expenses', async () => {
  await putExpense(stores, 140, { amount: '1.00', day: '2024-10-04' })
  const page = await openSection(sources, { kind: 'category', id: 'groceries', name: 'expenses' })
  expect(page.order).toMatch(/^by _id, descending/)
  const [{ columns = [], rows }] = page.panes
  expect(columns.map(({ name }) => name)).toEqual(['', 'DAY', 'AMOUNT', 'CATEGORY', 'DESCRIPTION', 'ID'])
  expect(rows.every(({ id, cells }) => cells[5]?.text === id)).toBe(true)
  expect(rows.length).toBeGreaterThan(1)
  const ids = rows.map(({ id = '' }) => id)
  expect(ids).toEqual(ids.toSorted().toReversed())
  expect(rows.at(0)?.cells).toHaveLength(columns.length)
})

test('the expenses of a category of a family are its own, the newest first', async () => {
  const family = `FAMILY#${toExampleId(789)}`
  const id = `${family}/kites`
  await stores.mongo.db.collection<CategoryDocument>('categories').insertOne({
    _id: id,
    family_id: family,
    label: 'Kites',
    subcategories: [],
    version: 1,
  })
  const days = ['2024-09-02', '2024-09-03', '2024-09-01']
  for (const [i, day] of days.entries())
    await putExpense(stores, 7700 + i, { amount: '2.00', day, category: 'kites' })
  const page = await openSection(sources, { kind: 'category', id, name: 'expenses' })
  expect(page.panes[0].rows.map((row) => row.id)).toEqual([7701, 7700, 7702].map(toExampleId))
  expect([page.subtitle, page.order]).toEqual(['3 rows, 6.00 USD', 'newest first'])
})

test('the newest months of spending come first, and lead to their expenses', async () => {
  await putExpense(stores, 7800, { amount: '3.00', day: '2023-12-31', category: 'kites' })
  const [view] = await findRecords(sources, toExampleId(789), 'family')
  const section = view.sections.find(({ name }) => name === 'spending')
  const months = (await section?.page(100))?.items.map(({ record }) => String(record?.['month'])) ?? []
  expect(new Set(months).size).toBeGreaterThan(1)
  expect(months).toEqual(months.toSorted().toReversed())
  const page = await openSection(sources, { kind: 'family', id: toExampleId(789), name: 'spending' })
  const findStatement = (text: string): string => {
    const row = page.panes[0].rows.find(({ cells }) => cells[0]?.text.trim().startsWith(text))
    return parseAddress(row?.target ?? '').parameters['text'] ?? ''
  }
  const family = `"family_id":"FAMILY#${toExampleId(789)}","currency":"USD"`
  expect(findStatement('2023-12')).toBe(
    `expenses.find({${family},"created_at":{"$gte":ISODate("2023-12-01T00:00:00Z"),"$lt":ISODate("2024-01-01T00:00:00Z")}}).sort({"created_at":-1})`,
  )
  expect(findStatement('kites')).toBe(
    `expenses.find({${family},"category.primary":"kites"}).sort({"created_at":-1})`,
  )
  await stores.mongo.db
    .collection<{ _id: string }>('expenses')
    .deleteOne({ _id: `expense_${toExampleId(7800)}` })
})

test('the command of the cached users has their keys', async () => {
  const list = async (text: string): Promise<string | undefined> =>
    (await findRecords(sources, text))[0].sections.find(({ name }) => name === 'cached')?.query
  expect(await list(`USER#${toExampleId(123)}`)).toBe(`redis-cli GET user:${toExampleId(123)}`)
  expect(await list(`FAMILY#${toExampleId(789)}`)).toBe(
    `redis-cli MGET user:${toExampleId(123)} user:${toExampleId(124)}`,
  )
})

test('what is shown can be sorted, and is called as its column', async () => {
  const { signal } = new AbortController()
  const { panes, orders = [] } = await RECORDS_SCREEN.open(sources, parseAddress('/records/expense'), signal)
  const names = orders.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['day (created_at) ↓', 'category (category.primary) ↑', 'id (_id) ↓']),
  )
  for (const { name } of panes[0].columns ?? [])
    expect(names.some((each) => each.startsWith(`${name.toLowerCase()} `)) || name === '').toBe(true)
  const { address = '' } = orders.find(({ name }) => name === 'category (category.primary) ↓') ?? {}
  const sorted = await RECORDS_SCREEN.open(sources, parseAddress(address), signal)
  const categories = sorted.panes[0].rows.map(({ cells }) => cells[3]?.text ?? '')
  expect(new Set(categories).size).toBeGreaterThan(1)
  expect(categories).toEqual(categories.toSorted().toReversed())
})

test('new records are shown as they are created, if an index finds them', async () => {
  const live = new AbortController()
  const open = async (address: string): Promise<Page> =>
    RECORDS_SCREEN.open(sources, parseAddress(address), live.signal)
  const { panes, order } = await open('/records/expense')
  expect(order).toBe('by _id, descending')
  const rows: Row[] = []
  const following = panes[0].follow?.(live.signal, (row) => rows.push(row))
  await putExpense(stores, 9_000_000, { amount: '3.00', day: '2024-10-04' })
  await waitUntil(() => rows.length > 0)
  live.abort()
  await following?.catch(() => {})
  expect(rows.map(({ id }) => id)).toEqual([toExampleId(9_000_000)])
  for (const address of ['/records/todo', '/records/category', '/records/expense?order=amount'])
    expect((await open(address)).panes[0]).not.toHaveProperty('follow')
  const todos = await open('/records/todo')
  expect(todos.order).toBe('in the order of the table')
  // Other items of the table are no todos.
  await stores.dynamodb.client.send(
    new PutItemCommand({
      TableName: stores.dynamodb.table,
      Item: marshall({ PK: 'OTHER#1', SK: 'OTHER#1' }),
    }),
  )
  expect((await open('/records/todo')).origin.read).toBe(todos.panes[0].rows.length)
})

test('an id in a store leads to the record itself', async () => {
  const { signal } = new AbortController()
  const parameters = { text: toExampleId(123), store: 'mongo' }
  const page = await SEARCH_SCREEN.open(sources, { screen: 'search', path: [], parameters }, signal)
  expect(page.address).toBe(`/records/expense/${toExampleId(123)}`)
})

test('the words of the command line lead to the record that it shows, or to what matches', async () => {
  const { signal } = new AbortController()
  const open = async (text: string): Promise<Page> => {
    const [target] = listTargets(BUNDLED_ENTITIES, text)
    return SEARCH_SCREEN.open(sources, parseAddress(target?.address ?? ''), signal)
  }
  expect((await open('todo 456')).address).toBe(`/records/todo/${toExampleId(456)}`)
  expect((await open('homemanager inspect user demo@example.com')).address).toBe(
    `/records/user/${toExampleId(123)}`,
  )
  // Several todos, and none.
  for (const text of ['faucet', 'nothing like this'])
    expect((await open(`todo ${text}`)).address).toBe(
      `/search?${new URLSearchParams({ text, entity: 'todo' }).toString()}`,
    )
  // A complete ID that two records have, of one entity, and of one record.
  expect((await open(toExampleId(123))).title).toMatch(/^Search/)
  expect((await open(`expense_${toExampleId(123)}`)).address).toBe(`/records/expense/${toExampleId(123)}`)
  expect((await open(toExampleId(456))).address).toBe(`/records/todo/${toExampleId(456)}`)
  await expect(open(`event ${toExampleId(1)}`)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('after a search in one entity has found nothing, Enter searches all stores', async () => {
  const { signal } = new AbortController()
  const open = async (text: string, entity?: string): Promise<Page> => {
    const parameters = { text, ...(entity === undefined ? {} : { entity }) }
    return SEARCH_SCREEN.open(sources, { screen: 'search', path: [], parameters }, signal)
  }
  const read = async ({ panes: [pane] }: Page): Promise<readonly (string | undefined)[]> => {
    let { rows, more } = pane
    while (more !== undefined) {
      const next = await more.read()
      rows = [...rows, ...next.rows]
      ;({ more } = next)
    }
    return rows.map(({ target }) => target)
  }
  const users = await open('faucet', 'user')
  expect(users).toMatchObject({ subtitle: 'in all users', searched: 'all users' })
  expect(await read(users)).toEqual(['/search?text=faucet'])
  expect(await read(await open('faucet'))).toContain(`/records/todo/${toExampleId(456)}`)
  expect(await read(await open('nothing like this'))).toEqual([])
  expect(await read(await open('faucet', 'todo'))).not.toContain('/search?text=faucet')
})

test('the screen lists what it finds in the order of the entities', async () => {
  const { signal } = new AbortController()
  const parameters = { text: 'e' }
  const { panes } = await SEARCH_SCREEN.open(sources, { screen: 'search', path: [], parameters }, signal)
  const kinds = panes[0]?.rows.map(({ cells }) => cells[0]?.text.trim() ?? '') ?? []
  const names: readonly string[] = BUNDLED_ENTITIES.all.map(({ name }) => name)
  expect(new Set(kinds).size).toBeGreaterThan(2)
  expect(panes[0].columns?.map(({ name }) => name)).toEqual(['ENTITY', '', 'RECORD', 'ID'])
  expect(panes[0].rows.every(({ id, cells }) => cells[3]?.text === id)).toBe(true)
  expect(kinds).toEqual(kinds.toSorted((a, b) => names.indexOf(a) - names.indexOf(b)))
})

test.each([
  ['user', undefined, false],
  ['user', 'created_at', true],
  ['member', undefined, true],
  ['todo', undefined, false],
  ['expense', undefined, true],
  ['expense', 'description', true],
  ['expense', 'amount', false],
  ['expense', 'category.primary', true],
])('a list of every %s by %s has each record once', async (name, order, descending) => {
  const entity = BUNDLED_ENTITIES.get(name)
  const access = sources.records[entity.place.store]
  const readAll = async (size: number): Promise<readonly string[]> => {
    const ids: string[] = []
    for (let after: unknown; ;) {
      const page = await access.list(entity, { size, order, descending, after })
      ids.push(...page.records.map((record) => getRecordId(entity, record)))
      after = page.next
      if (after === undefined) return ids
    }
  }
  const all = await readAll(1000)
  expect(all.length).toBeGreaterThan(1)
  expect(new Set(all).size).toBe(all.length)
  expect(await readAll(1)).toEqual(all)
})
