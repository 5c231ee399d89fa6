import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { Decimal128 } from 'bson'
import { expect, onTestFinished, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createExampleStores, putBudget } from '../../../test/support/example-stores.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import type { Stores } from '../../stores/stores.js'
import { readTypes } from './read-types.js'
import { renderTypes } from './render-types.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

test('the types of the live schemas accept the live records, and no others', async () => {
  await using stores = await createExampleStores()
  await putBudget(stores, 1, { category: 'groceries', month: '2024-10', limit: '100.00' })
  await stores.postgres.pool.query(`
    CREATE TYPE mood AS ENUM ('calm', 'wild');
    CREATE DOMAIN short_text AS text CHECK (length(VALUE) < 20);
    CREATE TABLE "pet notes" (id bigint PRIMARY KEY, mood mood NOT NULL, names text[], note short_text, weight numeric, at date,
      "is good" boolean NOT NULL, extra jsonb);
    INSERT INTO "pet notes" VALUES (1, 'wild', '{Rex,NULL}', 'ok', 1.5, '2024-10-01', true, '{"a":[1]}')`)
  await stores.mongo.db.createCollection('vets', {
    validator: {
      $jsonSchema: {
        required: ['_id', 'name'],
        properties: {
          _id: { bsonType: 'string' },
          name: { bsonType: 'string' },
          fee: { bsonType: ['decimal', 'null'] },
          days: { bsonType: 'array', items: { enum: ['mon', 'tue'] } },
        },
      },
    },
  })
  await stores.mongo.db
    .collection<{ _id: string; [field: string]: unknown }>('vets')
    .insertOne({ _id: 'vet_1', name: 'Dr. Ada', fee: Decimal128.fromString('40.00'), days: ['mon'] })
  const types = await readTypes(stores, BUNDLED_ENTITIES)
  const values = await readValues(stores)
  expect(new Set(types.map(({ name }) => name)).size).toBe(types.length)
  const text = renderTypes(types)
  expect(await compile(text, values)).toBe('')
})

/** A record of each type that has one, as an expression. */
async function readValues({ postgres, dynamodb, mongo }: Stores): Promise<readonly [string, string][]> {
  const rows = {
    UserRow: 'users',
    FamilyRow: 'families',
    MemberRow: 'family_members',
    PetNotesRow: '"pet notes"',
  }
  const documents = {
    ExpenseDocument: 'expenses',
    BudgetDocument: 'budgets',
    CategoryDocument: 'categories',
    VetsDocument: 'vets',
  }
  const items = await dynamodb.client.send(new ScanCommand({ TableName: dynamodb.table, Limit: 1 }))
  return [
    ...(await Promise.all(
      Object.entries(rows).map(async ([type, table]): Promise<[string, string]> => {
        const found = await postgres.pool.query<object>(`SELECT * FROM ${table} LIMIT 1`)
        return [type, toExpression(found.rows[0])]
      }),
    )),
    ['TodoItem', toExpression(unmarshall(items.Items?.[0] ?? {}))],
    ...(await Promise.all(
      Object.entries(documents).map(async ([type, name]): Promise<[string, string]> => {
        return [type, toExpression(await mongo.db.collection(name).findOne())]
      }),
    )),
  ]
}

function toExpression(value: unknown): string {
  if (value instanceof Date) return `new Date(${value.getTime()})`
  // Not by its class, of which the driver has its own.
  if (isDecimal(value)) return `Decimal128.fromString('${value.toString()}')`
  if (Array.isArray(value)) return `[${value.map(toExpression).join(', ')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const properties = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}: ${toExpression(each)}`,
  )
  return `{ ${properties.join(', ')} }`
}

function isDecimal(value: unknown): value is Decimal128 {
  return (
    typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === 'Decimal128'
  )
}

/** The messages of the compiler. */
async function compile(types: string, values: readonly [string, string][]): Promise<string> {
  const directory = await createTemporaryDirectory('types-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const imported = values.map(([type]) => type).join(', ')
  const lines = values.map(([type, value]) => `export const a${type}: ${type} = ${value}`)
  await writeFile(path.join(directory, 'types.ts'), types)
  await writeFile(
    path.join(directory, 'values.ts'),
    `import { Decimal128 } from 'mongodb'\nimport type { ${imported} } from './types.js'\nexport const zero = Decimal128.fromString('0')\n${lines.join('\n')}\n// @ts-expect-error: the name is a number.\nexport const wrong: VetsDocument = { _id: 'vet_2', name: 1 }\n`,
  )
  await writeFile(
    path.join(directory, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: true,
        target: 'es2023',
        module: 'nodenext',
        types: ['node'],
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
        paths: { mongodb: [path.join(ROOT, 'node_modules/mongodb/mongodb.d.ts')] },
      },
    }),
  )
  const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  return promisify(execFile)(process.execPath, [compiler, '-p', directory]).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  )
}
