import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import type { MigrationSource } from '../../src/stores/contracts/migration-store.js'
import { compileDynamodb } from '../../src/stores/dynamodb/migrations/compile-dynamodb.js'
import { DYNAMODB_MIGRATION_SCHEMA } from '../../src/stores/dynamodb/migrations/dynamodb-migration-schema.js'
import { compileMongo } from '../../src/stores/mongo/migrations/compile-mongo.js'
import { MONGO_MIGRATION_SCHEMA } from '../../src/stores/mongo/migrations/mongo-migration-schema.js'

const ajv = new Ajv()
const matchesDynamodb = ajv.compile(DYNAMODB_MIGRATION_SCHEMA)
const matchesMongo = ajv.compile(MONGO_MIGRATION_SCHEMA)

const page = readFileSync(new URL('../../docs/migrations.md', import.meta.url), 'utf8')
const samples = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)

test('the samples of docs/migrations.md conform to the schema of their store, and are valid', () => {
  expect(samples).toHaveLength(4)
  for (const text of samples) {
    const mongo = /[cC]ollection"|Indexes"/.test(text)
    const matches = mongo ? matchesMongo : matchesDynamodb
    expect([text, matches(JSON.parse(text)), compiles(text, mongo)]).toEqual([text, true, true])
  }
})

test.each([
  ['mongo', { createCollection: {} }],
  ['mongo', { setValidator: { collection: 'shops' } }],
  ['mongo', { createIndexes: { collection: 'shops', indexes: [{ key: { a: 1 } }] } }],
  ['mongo', { dropIndexes: { collection: 'shops', names: [] } }],
  ['mongo', { dropCollection: { collection: 'shops', sure: true } }],
  ['dynamodb', { createTable: { table: 'a' } }],
  ['dynamodb', { addIndex: { name: 'a' } }],
  ['dynamodb', { deleteTable: { name: 'a' } }],
  ['dynamodb', { statement: '' }],
  ['dynamodb', { dropIndex: { name: 'a' }, deleteTable: {} }],
])('what a migration of %s rejects does not conform to its schema: %j', (store, action) => {
  const content = { up: [{ name: 'a', ...action }] }
  const matches = store === 'mongo' ? matchesMongo : matchesDynamodb
  expect([matches(content), compiles(JSON.stringify(content), store === 'mongo')]).toEqual([false, false])
})

const INDEX = { name: 'a', partitionKey: 'a', sortKey: 'b' }
const COMPLETE_ACTIONS: readonly (readonly [store: string, action: Readonly<Record<string, unknown>>])[] = [
  [
    'dynamodb',
    { createTable: { table: 'a', partitionKey: 'a', sortKey: 'b', types: { a: 'N' }, indexes: [INDEX] } },
  ],
  ['dynamodb', { deleteTable: { table: 'a' } }],
  ['dynamodb', { addIndex: { table: 'a', ...INDEX, types: { a: 'B' }, projection: 'KEYS_ONLY' } }],
  ['dynamodb', { addIndex: { ...INDEX, projection: ['c'] } }],
  ['dynamodb', { dropIndex: { table: 'a', name: 'b' } }],
  ['dynamodb', { timeToLive: { table: 'a', attribute: 'b' } }],
  ['dynamodb', { statement: 'DELETE' }],
  ['mongo', { createCollection: { collection: 'a', validator: {} } }],
  ['mongo', { dropCollection: { collection: 'a' } }],
  ['mongo', { setValidator: { collection: 'a', validator: {} } }],
  ['mongo', { createIndexes: { collection: 'a', indexes: [{ name: 'b', key: { c: 1 }, unique: true }] } }],
  ['mongo', { dropIndexes: { collection: 'a', names: ['b'] } }],
  ['mongo', { command: { ping: 1 } }],
]

test.each(COMPLETE_ACTIONS)(
  'the schema and the program agree about any other value in a migration of %s: %j',
  (store, action) => {
    const step = { name: 'a', ...action }
    const content = { $schema: 'a', after: [], up: [step], down: [step], irreversible: 'a' }
    const mongo = store === 'mongo'
    const matches = mongo ? matchesMongo : matchesDynamodb
    expect([matches(content), compiles(JSON.stringify(content), mongo)]).toEqual([true, true])
    for (const changed of listChanges(content)) {
      const text = JSON.stringify(changed) ?? 'null'
      expect([text, compiles(text, mongo)]).toEqual([text, matches(JSON.parse(text))])
    }
  },
)

const OTHER_VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  'SOME',
  1,
  true,
  [],
  ['', 'a'],
  [1],
  [null],
  [[]],
  {},
  { constructor: 1 },
  undefined,
]

/** Copies of a value, each with one change at any depth: another value, a missing property, or an additional one. */
function listChanges(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return OTHER_VALUES
  const inside = Object.entries(value).flatMap(([key, each]) =>
    listChanges(each).map((changed) => replaceProperty(value, key, changed)),
  )
  const added = Array.isArray(value)
    ? OTHER_VALUES.map((each) => [...value, each])
    : ['table?', 'constructor', 'other'].map((key) => ({ ...value, [key]: 'a' }))
  return [...inside, ...added, ...OTHER_VALUES]
}

function replaceProperty(value: object, key: string, changed: unknown): unknown {
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (String(index) === key ? changed : each))
  return { ...value, [key]: changed }
}

test('the error of an invalid value names the step, the property and what it can be', () => {
  const step = { name: 'a', addIndex: { ...INDEX, projection: 'SOME' } }
  expect(() => compile(JSON.stringify({ up: [step] }), false)).toThrow(
    'The migration 0001-a is invalid: up[0].addIndex has an invalid "projection": it must be "ALL", "KEYS_ONLY" or an array of strings that is not empty.',
  )
})

function compiles(text: string, mongo: boolean): boolean {
  try {
    compile(text, mongo)
    return true
  } catch {
    return false
  }
}

function compile(text: string, mongo: boolean): readonly unknown[] {
  const store = mongo ? 'mongo' : 'dynamodb'
  const source: MigrationSource = {
    store,
    id: '0001-a',
    origin: 'project',
    number: 1,
    name: 'a',
    path: 'a',
    format: 'json',
    text,
    checksum: '',
  }
  return (mongo ? compileMongo(source) : compileDynamodb(source)).up
}
