import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { EJSON } from 'bson'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  DECIMAL,
  formatResult,
  INTEGER,
  JSON_VALUE,
  sortKeys,
  TEXT,
} from '../../test/support/exact-values.js'
import { createMigratedStores, type MigratedStores } from '../../test/support/migrated-stores.js'
import { createMigrationProject } from '../../test/support/sample-migrations.js'
import { formatJson, isJsonList, JsonNumber, type JsonValue, parseJson } from '../core/json.js'
import { seedStores } from '../dataset/seeding/seed-stores.js'
import { migrateStores } from '../migrations/migrate-stores.js'
import type { QueryResult } from '../stores/contracts/query.js'
import { queryDynamodb } from '../stores/dynamodb/query/query-dynamodb.js'
import { queryMongo } from '../stores/mongo/query/query-mongo.js'
import { queryPostgres } from '../stores/postgres/query/query-postgres.js'

let migrated: MigratedStores
beforeAll(async () => {
  migrated = await createMigratedStores()
})
afterAll(() => migrated[Symbol.asyncDispose]())

const read = {
  postgres: (text: string) =>
    queryPostgres(migrated.stores.postgres, { text, parameters: new Map(), write: false }),
  dynamodb: (text: string) =>
    queryDynamodb(migrated.stores.dynamodb, { text, parameters: new Map(), write: false }),
  mongo: async (text: string) => queryMongo(migrated.stores.mongo, { text, write: false }),
}

/** The rows, which both JSON formats have. */
async function readRows(
  query: () => Promise<QueryResult>,
): Promise<readonly Readonly<Record<string, JsonValue>>[]> {
  const lines = (await formatResult(query(), 'ndjson')).trimEnd().split('\n')
  const rows = lines.map((line) => parseJson(line) as Readonly<Record<string, JsonValue>>)
  const { items } = parseJson(await formatResult(query(), 'json')) as { readonly items: JsonValue }
  expect(items).toEqual(rows)
  return rows
}

/** The field `v` of the only row. */
async function readValue(query: () => Promise<QueryResult>): Promise<JsonValue> {
  const [row] = await readRows(query)
  return row?.['v'] ?? null
}

test('values in migration files reach the stores', async () => {
  const [json] = fc.sample(fc.array(JSON_VALUE, { minLength: 30, maxLength: 30 }), 1)
  const [texts] = fc.sample(fc.array(TEXT, { minLength: 30, maxLength: 30 }), 1)
  const extended = fc.sample(EXTENDED_JSON, 40)
  await using project = await createMigrationProject()
  const table = migrated.stores.dynamodb.table
  await project.write(
    'postgres',
    '0001-exact',
    `CREATE TABLE exact AS SELECT ARRAY[${texts?.map(quote).join(', ')}]::text[] AS v, ${quote(formatJson(json ?? null))}::jsonb AS j;`,
  )
  const statement = `INSERT INTO "${table}" VALUE {'PK': 'file', 'SK': 'file', 'v': ${toPartiql(json ?? null)}}`
  await project.write('dynamodb', '0001-exact', JSON.stringify({ up: [{ name: 'fill', statement }] }))
  const documents = `[{"_id": 1, "v": [${extended.map(({ text }) => text).join(', ')}]}]`
  await project.write(
    'mongo',
    '0001-exact',
    `{"up": [{"name": "fill", "command": {"insert": "exact", "documents": ${documents}}}]}`,
  )
  expect(await migrateStores(migrated.stores, { directories: project.directories })).toMatchObject({
    ok: true,
  })

  expect(await readValue(() => read.postgres('SELECT v FROM exact'))).toEqual(texts)
  expect(sortKeys(await readValue(() => read.postgres('SELECT j AS v FROM exact')))).toEqual(
    sortKeys(json ?? null),
  )
  const item = await readValue(() =>
    read.dynamodb(`SELECT v FROM "${table}" WHERE PK = 'file' AND SK = 'file'`),
  )
  expect(sortKeys(item)).toEqual(sortKeys(json ?? null))
  const values = await readValue(() => read.mongo('exact.find({_id: 1}, {_id: 0})'))
  expect(values).toEqual(parseJson(`[${extended.map(({ shown }) => shown).join(',')}]`))
})

test('values in the YAML of a profile reach the stores', async () => {
  const [values] = fc.sample(fc.array(YAML_VALUE, { minLength: 30, maxLength: 30 }), 1)
  const text = formatJson(values ?? [])
  const profile = `extends: small
name: exact
families: 1
fixtures:
  - name: "Größe \\u0007 'x'"
    about: exact values
    locale: en_US
    city: Seattle
    members: [{ given: Alex, surname: Parker, role: owner }]
    todos:
      - { owner: Alex, title: exact, status: pending, priority: low, created_at: "2024-01-01T00:00:00Z", ai_metadata: { v: ${text} } }
    expenses:
      - { by: Alex, amount: "1.10", currency: EUR, category: { primary: health }, created_at: "2024-01-01T00:00:00Z", ai_insights: { v: ${text} } }
`
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-exact-'))
  try {
    await writeFile(path.join(directory, 'exact.yaml'), profile)
    await seedStores(migrated.stores, { profile: 'exact.yaml', cwd: directory })
  } finally {
    await rm(directory, { recursive: true })
  }
  const { table } = migrated.stores.dynamodb
  const family = await readValue(() => read.postgres("SELECT name AS v FROM families WHERE name LIKE 'Gr%'"))
  expect(family).toBe("Größe \u0007 'x'")
  // PartiQL of DynamoDB has no aliases.
  const [todo] = await readRows(() =>
    read.dynamodb(`SELECT ai_metadata FROM "${table}" WHERE title = 'exact'`),
  )
  expect(toNumbers(todo?.['ai_metadata'] ?? null)).toEqual({ v: toNumbers(values ?? []) })
  const insights = await readValue(() =>
    read.mongo(
      'expenses.aggregate([{$match: {"ai_insights.v": {$exists: true}}}, {$project: {_id: 0, v: "$ai_insights.v"}}])',
    ),
  )
  expect(toNumbers(insights)).toEqual(toNumbers(values ?? []))
})

/** What JavaScript represents. */
const { yaml: YAML_VALUE } = fc.letrec<{ yaml: JsonValue }>((tie) => ({
  yaml: fc.oneof(
    { maxDepth: 3 },
    TEXT,
    fc.maxSafeInteger().map((value) => new JsonNumber(String(value))),
    fc.integer().map((value) => new JsonNumber(String(value / 1000))),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('yaml'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z"\\]{1,4}$/), tie('yaml'), { maxKeys: 3 }),
  ),
}))

/** A value as it is written in a file, and as it is shown. */
interface ExtendedJson {
  readonly text: string
  readonly shown: string
}

const canonical = (text: string): ExtendedJson => ({ text, shown: text })
const EXTENDED_JSON: fc.Arbitrary<ExtendedJson> = fc.oneof(
  TEXT.map((text) => canonical(JSON.stringify(text))),
  fc.oneof(INTEGER, fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n })).map((value) => {
    const isSafe = Number.isSafeInteger(Number(value))
    const typed = `{"$numberLong":"${value}"}`
    return { text: value % 2n === 0n ? String(value) : typed, shown: isSafe ? String(value) : typed }
  }),
  DECIMAL.filter((value) => value.length <= 34).map((value) => canonical(`{"$numberDecimal":"${value}"}`)),
  fc.integer().map((value) => canonical(`${value}.0`)),
  fc
    .constantFrom('{"$numberDouble":"NaN"}', '{"$numberDouble":"-Infinity"}', '-0.0', '2.5', 'true', 'null')
    .map(canonical),
  fc
    .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => canonical(EJSON.stringify({ $date: date.toISOString() }).replace('.000Z', 'Z'))),
  fc
    .uint8Array({ maxLength: 9 })
    .map((bytes) =>
      canonical(`{"$binary":{"base64":"${Buffer.from(bytes).toString('base64')}","subType":"05"}}`),
    ),
  fc
    .constantFrom(
      '{"$oid":"64b7f1f1f1f1f1f1f1f1f1f1"}',
      '{"$timestamp":{"t":4294967295,"i":7}}',
      '{"$regularExpression":{"pattern":"a/b","options":"ix"}}',
      '{"$minKey":1}',
      '{"nested":[{"list":[[1]]}]}',
    )
    .map(canonical),
)

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function toPartiql(value: JsonValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quote(value)
  if (value instanceof JsonNumber || typeof value === 'boolean') return formatJson(value)
  if (isJsonList(value)) return `[${value.map(toPartiql).join(',')}]`
  return `{${Object.entries(value)
    .map(([name, each]) => `${quote(name)}:${toPartiql(each)}`)
    .join(',')}}`
}

/** DynamoDB has one way to write a number, JavaScript has another. */
function toNumbers(value: JsonValue): unknown {
  return JSON.parse(JSON.stringify(sortKeys(value)), (_, each: unknown) =>
    typeof each === 'string' && each !== '' && Number.isFinite(Number(each)) ? Number(each) : each,
  )
}
