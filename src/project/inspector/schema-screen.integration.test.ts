import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { formatAddress, parseAddress } from '../../inspect/pages/address.js'
import type { Page, Row } from '../../inspect/pages/page.js'
import type { InspectorSources } from './inspector-sources.js'
import { MIGRATIONS_ADDRESS, SCHEMA_SCREEN } from './schema-screen.js'

let migrated: Awaited<ReturnType<typeof createMigratedStores>>
beforeAll(async () => {
  migrated = await createMigratedStores()
})
afterAll(async () => migrated[Symbol.asyncDispose]())

async function open(address: string): Promise<Page> {
  const { stores } = migrated
  const sources = {
    entities: BUNDLED_ENTITIES,
    project: { config: { migrations: { directories: {} } } },
    postgres: stores.postgres,
    stores: async () => Promise.resolve(stores),
  } as unknown as InspectorSources
  return SCHEMA_SCREEN.open(sources, parseAddress(address), new AbortController().signal)
}

const listTexts = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ cells }) => cells.map(({ text }) => text).join(' | '))

test('tables and collections are in the order of the stores, and say what is in them', async () => {
  const { panes } = await open('/schema')
  const [{ rows }] = panes
  const texts = listTexts(rows)
  const stores = rows.map(({ cells }) => cells[0]?.text)
  expect([...new Set(stores)]).toEqual(['postgres', 'dynamodb', 'mongo'])
  expect(texts).toContain('postgres | table | users | 9 | 3')
  const names = rows.map(({ cells }) => cells[2]?.text)
  expect(names.indexOf('users')).toBeLessThan(names.indexOf('platform.event_log'))
  // Functions are not counted as tables.
  const toKinds = (list: readonly Row[] = []): ReadonlySet<string | undefined> =>
    new Set(list.map(({ cells }) => cells[1]?.text))
  expect(toKinds(rows)).toEqual(new Set(['table', 'collection']))
  const others = panes.find(({ name }) => name === 'Views, types and functions')
  expect([...toKinds(others?.rows)]).toContain('function')
  expect(texts.some((text) => /^mongo \| collection \| expenses \| \d+ \| \d+$/.test(text))).toBe(true)
})

test('the migrations have an address', async () => {
  const { activePane, panes, address } = await open(MIGRATIONS_ADDRESS)
  expect(panes.map(({ name }) => name)).toContain(activePane)
  expect([activePane, address]).toEqual(['Migrations', '/schema'])
})

test('a collection without a validator says so', async () => {
  await migrated.stores.mongo.db.createCollection('loose')
  const { panes } = await open('/schema')
  expect(listTexts(panes[0].rows)).toContain('mongo | collection | loose | no validator | 0')
  expect((await open('/schema/mongo/loose')).subtitle).toContain('no validator')
  expect((await open('/schema/mongo/expenses')).subtitle).toBe('mongo')
})

test('a table has its columns in their order with types, then its indexes', async () => {
  const { panes } = await open('/schema/postgres/public.users')
  const texts = listTexts(panes[0].rows)
  expect(texts.slice(0, 3)).toEqual([
    'column | id | uuid NOT NULL',
    'column | email | character varying(255) NOT NULL',
    'column | password_hash | character varying(255) NOT NULL',
  ])
  expect(texts.filter((text) => text.startsWith('index'))).toEqual([
    'index | users_email_key | UNIQUE btree (lower((email)::text))',
    'index | users_family_id_idx | btree (family_id)',
  ])
  expect(texts.findIndex((text) => text.startsWith('constraint'))).toBeGreaterThan(
    texts.findIndex((text) => text.startsWith('index')),
  )
  const index = panes[0].rows.find(({ id }) => id === 'public.users_email_key')
  const page = await open(index?.target ?? '')
  expect(listTexts(page.panes[0].rows).join('')).toMatch(/^CREATE UNIQUE INDEX users_email_key ON /)
})

test('a collection has the fields of its validator, and a table of DynamoDB its keys', async () => {
  const { panes } = await open('/schema/mongo/expenses')
  const texts = listTexts(panes[0].rows)
  expect(texts).toContain('field | amount | decimal NOT NULL')
  expect(texts.some((text) => text.startsWith('index | user_created'))).toBe(true)
  const table = migrated.stores.dynamodb.table
  const keys = await open(`/schema/dynamodb/${table}`)
  expect(listTexts(keys.panes[0].rows).slice(0, 2)).toEqual([
    'key | PK | S, partition key',
    'key | SK | S, sort key',
  ])
  await expect(open('/schema/mongo/nothing')).rejects.toMatchObject({ code: 'UNKNOWN_PAGE' })
})

test('the last row of a table opens its records, or its rows', async () => {
  await migrated.stores.mongo.db.createCollection('odd-name')
  for (const [address, target] of [
    ['postgres/public.users', '/records/user'],
    ['postgres/platform.event_log', '/records/event'],
    [
      'postgres/public.outbox',
      formatAddress('query', [], { store: 'postgres', text: 'SELECT * FROM outbox' }),
    ],
    ['mongo/expenses', '/records/expense'],
    ['mongo/odd-name', formatAddress('query', [], { store: 'mongo', text: 'db["odd-name"].find({})' })],
    [
      `dynamodb/${migrated.stores.dynamodb.table}`,
      formatAddress('query', [], {
        store: 'dynamodb',
        text: `SELECT * FROM "${migrated.stores.dynamodb.table}"`,
      }),
    ],
  ] as const) {
    const { panes } = await open(`/schema/${address}`)
    expect(panes[0].rows.at(-1)).toMatchObject({ isDetail: true, target })
  }
})
