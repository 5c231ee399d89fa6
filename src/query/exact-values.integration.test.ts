import { EJSON } from 'bson'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases } from '../../test/support/test-databases.js'
import { formatJson, JsonNumber, type JsonValue, parseJson } from '../core/json.js'
import { migrateStores } from '../migrations/migrate-stores.js'
import type { QueryResult } from '../stores/contracts/query.js'
import { queryDynamodb } from '../stores/dynamodb/query/query-dynamodb.js'
import { queryMongo } from '../stores/mongo/query/query-mongo.js'
import { openStores } from '../stores/open-stores.js'
import { queryPostgres } from '../stores/postgres/query/query-postgres.js'
import type { Stores } from '../stores/stores.js'
import {
  DECIMAL,
  formatResult,
  INTEGER,
  JSON_VALUE,
  parseCell,
  sortKeys,
  TEXT,
} from '../../test/support/exact-values.js'
import { parseParameters } from './parse-parameters.js'

let stores: Stores & AsyncDisposable
let databases: AsyncDisposable
beforeAll(async () => {
  const created = await createTestDatabases()
  databases = created
  stores = await openStores(created.endpoints)
  await migrateStores(stores)
})
afterAll(async () => {
  await stores[Symbol.asyncDispose]()
  await databases[Symbol.asyncDispose]()
})

/** `numeric` keeps the digits after the decimal point, `text` all characters. */
test('PostgreSQL returns the values that it was sent', async () => {
  const select = (type: string, value: JsonValue): Promise<QueryResult> =>
    queryPostgres(stores.postgres, {
      text: `SELECT :v::${type} AS v`,
      parameters: parseParameters([`v:=${formatJson(value)}`]),
      write: false,
    })
  const scalars = fc.oneof(
    TEXT.map((value) => ['text', value, value] as const),
    INTEGER.map((value) => ['int8', new JsonNumber(String(value)), String(value)] as const),
    DECIMAL.map((value) => ['numeric', new JsonNumber(value), value] as const),
  )
  await fc.assert(
    fc.asyncProperty(scalars, async ([type, value, expected]) => {
      expect(parseCell(await formatResult(select(type, value), 'csv'))).toBe(expected)
      const { v } = JSON.parse(await formatResult(select(type, value), 'ndjson')) as { v: unknown }
      expect(String(v)).toBe(expected)
      expect(await formatResult(select(type, value), 'table')).not.toMatch(/[^\P{Cc}\n]/u)
    }),
    { numRuns: 100 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(JSON_VALUE, { maxLength: 3 }), async (value) => {
      const { items } = parseJson(await formatResult(select('jsonb', value), 'json')) as { items: JsonValue }
      expect(sortKeys(items)).toEqual(sortKeys([{ v: value }]))
    }),
    { numRuns: 100 },
  )
})

test('in JSON, numbers inside of json and jsonb are strings if parsers would round them', async () => {
  const text = `SELECT '{"a": [12345678901234567890, 1.50]}'::json AS j, '[0.12345678901234567890]'::jsonb AS b`
  const result = await queryPostgres(stores.postgres, { text, parameters: new Map(), write: false })
  expect(await formatResult(result, 'ndjson')).toBe(
    '{"j":{"a": ["12345678901234567890", 1.50]},"b":["0.12345678901234567890"]}\n',
  )
})

test('lists are arrays of any dimension for PostgreSQL', async () => {
  const element = fc.oneof(TEXT, fc.constant(null), fc.constantFrom('NULL', '', '{}', '"', '\\', ','))
  const rows = fc
    .integer({ min: 1, max: 3 })
    .chain((width) => fc.array(fc.array(element, { minLength: width, maxLength: width }), { minLength: 1 }))
  await fc.assert(
    fc.asyncProperty(rows, async (value) => {
      const result = await queryPostgres(stores.postgres, {
        text: 'SELECT :v::text[] AS v, :flat::text[] = :same::text[] AS same',
        parameters: parseParameters([
          `v:=${JSON.stringify(value)}`,
          `flat:=${JSON.stringify(value[0])}`,
          `same:=${JSON.stringify(value[0])}`,
        ]),
        write: false,
      })
      expect(JSON.parse(await formatResult(result, 'ndjson'))).toEqual({ v: value, same: true })
    }),
    { numRuns: 100 },
  )
})

test('DynamoDB returns the values that it was sent', async () => {
  const run = (text: string, given: readonly string[] = []): Promise<QueryResult> =>
    queryDynamodb(stores.dynamodb, {
      text: text.replace('TABLE', `"${stores.dynamodb.table}"`),
      parameters: parseParameters(given),
      write: true,
    })
  let id = 0
  await fc.assert(
    fc.asyncProperty(JSON_VALUE, async (value) => {
      const sk = `sk=${++id}`
      const values = ['pk=exact', sk, `v:=${formatJson(value)}`]
      await formatResult(await run(`INSERT INTO TABLE VALUE {'PK'::pk,'SK'::sk,'v'::v}`, values), 'ndjson')
      const select = `SELECT v FROM TABLE WHERE PK = :pk AND SK = :sk`
      const row = parseJson(await formatResult(run(select, ['pk=exact', sk]), 'ndjson'))
      expect(sortKeys(row)).toEqual(sortKeys({ v: value }))
      const cell = parseCell(await formatResult(run(select, ['pk=exact', sk]), 'csv'))
      expect(typeof value === 'string' ? cell : value).toBe(value)
    }),
    { numRuns: 80 },
  )
})

test('MongoDB returns the values that it was sent', async () => {
  const literals = fc.oneof(
    TEXT.map((text) => [JSON.stringify(text), text] as const),
    INTEGER.map((value) => [`NumberLong("${value}")`, { $numberLong: String(value) }] as const),
    fc.integer().map((value) => [String(value), { $numberInt: String(value) }] as const),
    DECIMAL.filter((value) => value.length <= 34).map(
      (value) => [`NumberDecimal("${value}")`, { $numberDecimal: value }] as const,
    ),
    fc
      .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(
        (date) =>
          [`ISODate("${date.toISOString()}")`, { $date: { $numberLong: String(date.getTime()) } }] as const,
      ),
    fc.uint8Array({ maxLength: 12 }).map((bytes) => {
      const base64 = Buffer.from(bytes).toString('base64')
      return [`BinData(0, "${base64}")`, { $binary: { base64, subType: '00' } }] as const
    }),
  )
  let id = 0
  await fc.assert(
    fc.asyncProperty(fc.array(literals, { maxLength: 4 }), async (values) => {
      const list = `[${values.map(([literal]) => literal).join(', ')}]`
      await formatResult(
        queryMongo(stores.mongo, {
          text: `exact.insertOne({_id: ${++id}, list: ${list}, nested: [{list: ${list}}]})`,
          write: true,
        }),
        'ndjson',
      )
      for (const as of ['ndjson', 'json'] as const) {
        const text = await formatResult(
          queryMongo(stores.mongo, { text: `exact.find({_id: ${id}}, {_id: 0})`, write: false }),
          as,
        )
        const expected = values.map(([, value]) => value)
        const [row] = as === 'json' ? (JSON.parse(text) as { items: unknown[] }).items : [JSON.parse(text)]
        expect(toCanonical(row)).toEqual(toCanonical({ list: expected, nested: [{ list: expected }] }))
      }
    }),
    { numRuns: 80 },
  )
})

/** Relaxed JSON does not distinguish a small 64-bit integer from a 32-bit one, so both become the same. */
function toCanonical(json: unknown): unknown {
  const canonical = EJSON.stringify(EJSON.parse(JSON.stringify(json), { relaxed: false }), { relaxed: false })
  return JSON.parse(canonical.replaceAll('$numberInt', '$numberLong'))
}
