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

function compiles(text: string, mongo: boolean): boolean {
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
  try {
    return (mongo ? compileMongo(source) : compileDynamodb(source)).up.length > 0
  } catch {
    return false
  }
}
