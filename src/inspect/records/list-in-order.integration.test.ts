import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { Decimal128, type Document } from 'bson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import { createExampleStores } from '../../../test/support/example-stores.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { defineEntity, type Entity, type PlainRecord } from '../../domain/entities/entity.js'
import { integer, optional, text } from '../../domain/entities/field.js'
import { extendEntities } from '../../domain/entities/registry.js'
import type { ListPage } from '../../stores/contracts/record-access.js'
import type { Stores } from '../../stores/stores.js'
import { parseAddress } from '../pages/address.js'
import { openGrid } from '../pages/grid-page.js'
import type { Page, PaneRows } from '../pages/page.js'
import { openRecordSources } from './open-record-sources.js'
import type { RecordSources } from './record-view.js'

/** Many times the records that are sorted at a time. */
const ROWS = 22_321
const VALUES = 977

const entry = defineEntity({
  name: 'entry',
  plural: 'entries',
  place: { store: 'postgres', table: 'entries' },
  id: { fields: ['book', 'line'], format: 'word' },
  fields: { book: text(), line: integer(), rank: integer() },
  title: ({ line }) => String(line),
})
const note = defineEntity({
  name: 'note',
  plural: 'notes',
  place: { store: 'mongo', collection: 'notes' },
  id: { fields: ['_id'], format: 'word' },
  fields: { _id: text(), rank: text() },
  title: ({ _id: id }) => id,
})
const rare = defineEntity({
  name: 'rare',
  plural: 'rares',
  place: { store: 'dynamodb', sortKeyPrefix: 'RARE#' },
  id: { fields: ['id'], format: 'word' },
  fields: { id: text() },
  title: ({ id }) => id,
})

let stores: Stores & AsyncDisposable
let sources: RecordSources & AsyncDisposable
beforeAll(async () => {
  stores = await createExampleStores()
  await stores.postgres.pool.query(
    `CREATE TABLE entries (book text, line int, rank int NOT NULL, PRIMARY KEY (book, line));
     INSERT INTO entries SELECT 'book ' || i % 3, i, (i * 7919) % ${VALUES} FROM generate_series(1, ${ROWS}) i;
     ANALYZE entries`,
  )
  const notes = Array.from({ length: ROWS }, (_, i) => ({
    _id: `n${String(i).padStart(6, '0')}` as never,
    ...createRank(i),
  }))
  await stores.mongo.db.collection('notes').insertMany(notes)
  sources = await openRecordSources(getEndpoints(stores), extendEntities([entry, note, rare]))
}, 120_000)
afterAll(async () => {
  await sources[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
})

/** Anyone can write to a collection: values of all types, and none. */
function createRank(i: number): Document {
  const value = (i * 7919) % VALUES
  const ranks = [{ rank: value }, { rank: Decimal128.fromString(`${value}.5`) }, { rank: `r${value}` }, {}]
  return ranks[i % ranks.length] ?? {}
}

test('rows are sorted without an index', async () => {
  const { rows } = await stores.postgres.pool.query<PlainRecord>(
    'SELECT * FROM entries ORDER BY rank DESC, book DESC, line DESC',
  )
  const pages = await readPages(entry, true)
  expect(pages.flatMap(({ records }) => records)).toEqual(rows)
  expect(pages.every(({ index }) => index === null)).toBe(true)
})

test('documents are sorted without an index', async () => {
  const expected = await stores.mongo.db
    .collection('notes')
    .find({}, { projection: { _id: 1 } })
    .sort({ rank: 1, _id: 1 })
    .toArray()
  const pages = await readPages(note, false)
  const ids = pages.flatMap(({ records }) => records.map(({ _id: id }) => id))
  expect(ids).toEqual(expected.map(({ _id: id }) => id as unknown))
})

test('documents without an optional field come last in both directions, with and without an index', async () => {
  const memo = {
    ...note,
    place: { store: 'mongo', collection: 'memos' },
    fields: { _id: text(), rank: optional(text()) },
  } as const
  const memos = stores.mongo.db.collection('memos')
  const present = 1300
  const count = 2400
  await memos.insertMany(
    Array.from({ length: count }, (_, i) => ({
      _id: `m${i}` as never,
      ...(i < present ? { rank: i % 7 } : {}),
    })),
  )
  const check = async (): Promise<void> => {
    for (const descending of [false, true]) {
      const pages = await readPages(memo, descending)
      const records = pages.flatMap((page) => page.records)
      expect([records.length, new Set(records.map(({ _id: id }) => id)).size]).toEqual([count, count])
      expect(records.findIndex(({ rank }) => rank === undefined)).toBe(present)
      expect(records[0]).toMatchObject({ rank: descending ? 6 : 0 })
    }
  }
  await check()
  await memos.createIndex({ rank: 1, _id: 1 })
  await check()
})

test('an index that has the order is used', async () => {
  const list = async (): Promise<ListPage> => sources.records.mongo.list(note, { size: 10, order: 'rank' })
  const before = await list()
  await stores.mongo.db.collection('notes').createIndex({ rank: 1, _id: 1 })
  const after = await list()
  expect([before.index, after.index, after.read]).toEqual([null, 'rank_1__id_1', 10])
  expect(await sources.records.mongo.listOrders(note)).toEqual([
    { field: '_id', index: '_id_' },
    { field: 'rank', index: 'rank_1__id_1' },
  ])
  await stores.mongo.db.collection('notes').dropIndex('rank_1__id_1')
})

test('a page says that it is being sorted, and closing it ends that', async () => {
  const blocker = await stores.postgres.pool.connect()
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await stores.postgres.pool.query(
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%entries%'",
    )
    return rows.length > 0
  }
  try {
    await blocker.query('BEGIN; LOCK TABLE entries')
    const open = async (signal: AbortSignal): Promise<Page> =>
      openGrid(sources, entry, parseAddress('/records/entry?order=rank'), signal)
    const closed = new AbortController()
    const [pane] = (await open(closed.signal)).panes
    expect(pane.rows).toEqual([])
    expect(pane.progress).toMatch(/^sorting about 22,321 entries, no index is by rank… \d+\.\d s$/)
    expect(pane.more?.automatic).toBe(true)
    expect(await isWaiting()).toBe(true)
    closed.abort()
    await waitUntil(async () => !(await isWaiting()))

    const [other] = (await open(new AbortController().signal)).panes
    await blocker.query('COMMIT')
    let read: PaneRows = other
    while (read.more?.automatic === true) read = await read.more.read()
    expect(read).toMatchObject({ rows: { length: 100 } })
    expect(read.progress).toBeUndefined()
  } finally {
    blocker.release(true)
  }
})

test('items that are rare are found with as many requests as it takes', async () => {
  const key = { PK: 'BOX#1', SK: 'RARE#1', id: '1' }
  await stores.dynamodb.client.send(
    new PutItemCommand({ TableName: stores.dynamodb.table, Item: marshall(key) }),
  )
  const pages = await readPages(rare, false, undefined)
  expect(pages.flatMap(({ records }) => records)).toMatchObject([key])
})

async function readPages(
  entity: Entity,
  descending: boolean,
  order: string | undefined = 'rank',
): Promise<readonly ListPage[]> {
  const pages: ListPage[] = []
  for (let after: unknown; ;) {
    const page = await sources.records[entity.place.store].list(entity, {
      size: 700,
      order,
      descending,
      after,
    })
    pages.push(page)
    after = page.next
    if (after === undefined) return pages
  }
}
