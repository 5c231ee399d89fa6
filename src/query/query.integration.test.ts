import { afterAll, beforeAll, expect, test } from 'vitest'
import { toExampleId, createExampleStores } from '../../test/support/example-stores.js'
import type { Stores } from '../stores/stores.js'
import { type FormatOptions, formatRows, type RowFormat } from './format-rows.js'
import { queryDynamodb } from '../stores/dynamodb/query/query-dynamodb.js'
import { queryDynamodbByKeys } from '../stores/dynamodb/query/query-dynamodb-by-keys.js'
import { queryMongo } from '../stores/mongo/query/query-mongo.js'
import { queryPostgres } from '../stores/postgres/query/query-postgres.js'
import { parseParameters } from './parse-parameters.js'
import type { PageRequest, QueryResult } from '../stores/contracts/query.js'

let stores: Stores & AsyncDisposable
beforeAll(async () => {
  stores = await createExampleStores()
})
afterAll(() => stores[Symbol.asyncDispose]())

const queryText = (text: string, given: readonly string[] = [], write = false): Promise<QueryResult> =>
  queryPostgres(stores.postgres, { text, parameters: parseParameters(given), write })
const queryPartiql = (text: string, given: readonly string[] = [], write = false): Promise<QueryResult> =>
  queryDynamodb(stores.dynamodb, {
    text: text.replace('TABLE', `"${stores.dynamodb.table}"`),
    parameters: parseParameters(given),
    write,
  })

async function formatResult(result: QueryResult | Promise<QueryResult>, format: RowFormat): Promise<string> {
  let text = ''
  for await (const piece of formatRows(await result, { format })) text += piece
  return text
}

test('formats the result of SQL with a parameter in every format', async () => {
  const run = (): Promise<QueryResult> =>
    queryText(
      'SELECT email, version, family_id IS NULL AS alone FROM users WHERE lower(email) = lower(:email)',
      ['email=DEMO@example.com'],
    )
  expect(await formatResult(run(), 'json')).toBe(
    '{\n  "items": [\n    {"email":"demo@example.com","version":1,"alone":false}\n  ]\n}\n',
  )
  expect(await formatResult(run(), 'ndjson')).toBe('{"email":"demo@example.com","version":1,"alone":false}\n')
  expect(await formatResult(run(), 'csv')).toBe('email,version,alone\ndemo@example.com,1,f\n')
  expect(await formatResult(run(), 'table')).toBe(
    'email             version  alone\ndemo@example.com  1        f\n',
  )
})

test('values keep their types and all digits', async () => {
  await stores.postgres.pool.query("CREATE TYPE state AS ENUM ('open')")
  const text = await formatResult(
    queryText(`SELECT 1.10::numeric AS n, 9007199254740993::int8 AS big, 12::int8 AS small, '[1]'::jsonb AS j, NULL AS nothing,
      '2024-10-03 10:00:00.123456+02'::timestamptz AS t, 0.5::float8 AS f, ARRAY[1,2] AS a,
      ARRAY[[NULL,'NULL']] AS texts, '[0:1]={1,2}'::int[] AS moved, '{open}'::state[] AS own, '"1"'::jsonb AS top`),
    'ndjson',
  )
  expect(JSON.parse(text)).toEqual({
    n: '1.10',
    big: '9007199254740993',
    small: 12,
    j: [1],
    nothing: null,
    t: '2024-10-03T08:00:00.123456Z',
    f: 0.5,
    a: [1, 2],
    texts: [[null, 'NULL']],
    moved: '[0:1]={1,2}',
    own: ['open'],
    top: '1',
  })
})

test.each(['DELETE FROM users', 'DELETE FROM users RETURNING id'])(
  'a constraint that is checked at the commit fails the statement: %s',
  async (text) => {
    const failed = async (): Promise<string> => formatResult(await queryText(text, [], true), 'ndjson')
    await expect(failed()).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      message: expect.stringContaining('violates foreign key constraint "families_owner_id_fkey"') as string,
    })
    expect(await formatResult(queryText('SELECT count(*) FROM users'), 'ndjson')).toBe('{"count":2}\n')
  },
)

test('CSV quotes where necessary and distinguishes an empty string from NULL', async () => {
  const text = await formatResult(
    queryText(`SELECT 'a,"b"' AS x, '' AS y, NULL AS z, E'two\\nlines' AS w`),
    'csv',
  )
  expect(text).toBe('x,y,z,w\n"a,""b""","",,"two\nlines"\n')
})

test('an empty result has a header row and no rows', async () => {
  expect(await formatResult(queryText('SELECT id, email FROM users WHERE false'), 'csv')).toBe('id,email\n')
  expect(await formatResult(queryText('SELECT id FROM users WHERE false'), 'json')).toBe(
    '{\n  "items": []\n}\n',
  )
})

test('a table shows NULL, unlike an empty string', async () => {
  expect(await formatResult(queryText("SELECT NULL AS a, '' AS b, 1 AS c"), 'table')).toBe(
    'a     b  c\nNULL     1\n',
  )
})

test.each([
  ['SELEC 1', 'QUERY_INVALID', 'Did you mean SELECT?'],
  [String.raw`\watch`, 'QUERY_INVALID', String.raw`Run homemanager shell postgres -- -c '\watch'.`],
  [' ', 'QUERY_INVALID', 'Run homemanager query postgres --help.'],
  ['SELECT * FROM user_', 'QUERY_FAILED', 'Did you mean users?'],
  ['SELECT * FROM something', 'QUERY_FAILED', String.raw`List the tables: homemanager query postgres '\d'`],
  [
    "SELECT * FROM users WHERE id = '123'",
    'QUERY_FAILED',
    'An id of PostgreSQL is a UUID such as 00000000-0000-7000-8000-000000000123, without a prefix.',
  ],
  ['SELECT 1; SELECT 2', 'QUERY_INVALID', 'Run one statement at a time.'],
])('%j: %s', async (text, code, suggestion) => {
  await expect(queryText(text)).rejects.toMatchObject({ code, suggestion })
})

test.each([
  ['SELEC', 'SELEC is not a PartiQL statement.', 'Did you mean SELECT?'],
  ['', 'The query is empty.', 'Run homemanager query dynamodb --help.'],
  [
    `SELECT * FROM "a;b" WHERE PK = ';'; SELECT 1`,
    'The query has more than one statement.',
    'Run one statement at a time.',
  ],
  ['-- nothing', 'The query is empty.', 'Run homemanager query dynamodb --help.'],
])('%j for DynamoDB: %s', async (text, message, suggestion) => {
  await expect(queryPartiql(text)).rejects.toMatchObject({ code: 'QUERY_INVALID', message, suggestion })
})

test('a statement that would change data is reported as one, whatever its last part is', async () => {
  await expect(
    queryText('WITH gone AS (DELETE FROM users RETURNING 1) SELECT * FROM gone'),
  ).rejects.toMatchObject({
    code: 'WRITE_NOT_ALLOWED',
    message: 'The query would change data.',
    suggestion: 'Add --write if the query should change data.',
  })
})

test('a long result is streamed and can be abandoned', async () => {
  const result = await queryText('SELECT generate_series(1, 100000000) AS n')
  let seen = 0
  for await (const row of result.rows) if (row.text(0) === '1000' && ++seen > 0) break
  expect(seen).toBe(1)
  expect(await formatResult(queryText('SELECT 1 AS one'), 'csv')).toBe('one\n1\n')
})

test.each([
  'DELETE FROM users',
  'WITH gone AS (DELETE FROM users RETURNING 1) SELECT * FROM gone',
  "SELECT setval('platform.event_log_position_seq', 99)",
  "COPY users TO PROGRAM 'true'",
  "/**/COPY (SELECT 1) TO PROGRAM 'true' /**/ WITH (FORMAT csv)",
  'EXPLAIN ANALYZE DELETE FROM users',
  'SET TRANSACTION READ WRITE',
  'SELECT 1; DELETE FROM users',
])('PostgreSQL is unchanged after %s', async (text) => {
  await expect(queryText(text)).rejects.toMatchObject({
    code: expect.stringMatching(/^(WRITE_NOT_ALLOWED|QUERY_FAILED|QUERY_INVALID)$/),
  })
  expect(await formatResult(queryText('SELECT count(*) AS n FROM users'), 'csv')).toBe('n\n2\n')
})

test('a function that writes in a read-only transaction is rolled back', async () => {
  const count = (): Promise<string> =>
    formatResult(queryText('SELECT count(*) FROM pg_largeobject_metadata'), 'csv')
  const before = await count()
  expect(await formatResult(queryText('SELECT lo_create(0) > 0 AS made'), 'csv')).toBe('made\nt\n')
  expect(await count()).toBe(before)
})

test('an error is located in the original text', async () => {
  await expect(queryText('SELECT :a::text,\n  nope FROM users', ['a=1'])).rejects.toThrow(
    'column "nope" does not exist at line 2, column 3.',
  )
})

test('wide characters are never split, and duplicate columns in JSON are reported', async () => {
  const wide = await formatResult(
    queryText("SELECT repeat('漢', 40) AS han, repeat('👩‍👩‍👧', 40) AS people"),
    'table',
  )
  const [, cells = ''] = wide.split('\n')
  expect(cells.split(/ {2,}/)).toEqual([`${'漢'.repeat(29)}…`, `${'👩‍👩‍👧'.repeat(29)}…`])
  const duplicates: string[] = []
  const rows = formatRows(await queryText('SELECT 1 AS a, 2 AS b, 3 AS a'), {
    format: 'ndjson',
    onDuplicateColumn: (name) => duplicates.push(name),
  })
  for await (const _piece of rows);
  expect(duplicates).toEqual(['a'])
})

test('with --write a statement changes data and returns a summary', async () => {
  const result = await queryText('UPDATE users SET version = :v', ['v=5'], true)
  expect(await formatResult(result, 'table')).toBe('')
  expect(result.summary?.()).toBe('UPDATE 2')
  expect(await formatResult(queryText('SELECT DISTINCT version FROM users'), 'csv')).toBe('version\n5\n')
  const back = await queryText('UPDATE users SET version = 1 RETURNING version', [], true)
  expect(await formatResult(back, 'csv')).toBe('version\n1\n1\n')
})

test('queries DynamoDB with PartiQL and by keys', async () => {
  const owner = `owner=USER#${toExampleId(123)}`
  expect(await formatResult(queryPartiql('SELECT title FROM TABLE WHERE PK = :owner', [owner]), 'csv')).toBe(
    'title\nFix kitchen faucet\nWater the plants\n',
  )
  const selected = 'SELECT title, nothing, due_date, "PK" FROM TABLE WHERE PK = :owner'
  expect(await formatResult(queryPartiql(selected, [owner]), 'csv')).toBe(
    [
      'title,nothing,due_date,PK',
      `Fix kitchen faucet,,2024-10-05T18:00:00Z,USER#${toExampleId(123)}`,
      `Water the plants,,,USER#${toExampleId(123)}`,
      '',
    ].join('\n'),
  )
  expect(
    await formatResult(queryPartiql('SELECT title, id FROM TABLE WHERE PK = :owner', ['owner=x']), 'csv'),
  ).toBe('title,id\n')
  const byKeys = await queryDynamodbByKeys(stores.dynamodb, {
    index: 'GSI1',
    pk: `FAMILY#${toExampleId(789)}`,
    skBeginsWith: '2024-10',
    descending: false,
  })
  expect(JSON.parse(await formatResult(byKeys, 'json'))).toMatchObject({
    items: [{ title: 'Fix kitchen faucet', version: 1 }],
  })
  await expect(
    queryDynamodbByKeys(stores.dynamodb, { index: 'GSI9', pk: 'x', descending: false }),
  ).rejects.toMatchObject({ code: 'QUERY_INVALID', suggestion: expect.stringContaining('GSI4') })
})

test.each([
  "DELETE FROM TABLE WHERE PK='x' AND SK='y'",
  "INSERT INTO TABLE VALUE {'PK':'x','SK':'y'}",
  "UPDATE TABLE SET a=1 WHERE PK='x' AND SK='y'",
  'EXISTS(SELECT * FROM TABLE)',
])('DynamoDB queries reject %s', async (text) => {
  await expect(queryPartiql(text)).rejects.toMatchObject({ code: 'WRITE_NOT_ALLOWED', exitCode: 3 })
})

test('a PartiQL parameter cannot inject PartiQL', async () => {
  expect(
    await formatResult(
      queryPartiql('SELECT title FROM TABLE WHERE PK = :owner', ["owner=x' OR '1'='1"]),
      'json',
    ),
  ).toBe('{\n  "items": []\n}\n')
})

test('queries MongoDB with find and the aggregation of the ADR', async () => {
  const found = queryMongo(stores.mongo, {
    text: 'expenses.find({amount: {$gt: NumberDecimal("100")}}, {amount: 1, created_at: 1})',
    write: false,
  })
  expect(await formatResult(found, 'json')).toBe(
    `{\n  "items": [\n    {"_id":"expense_${toExampleId(123)}","amount":{"$numberDecimal":"156.78"},"created_at":{"$date":"2024-10-03T14:30:00Z"}}\n  ]\n}\n`,
  )
  const report = queryMongo(stores.mongo, {
    text: `db.expenses.aggregate([{$match: {user_id: "USER#${toExampleId(123)}", created_at: {$gte: new Date("2024-10-01"), $lt: new Date("2024-11-01")}}},
      {$group: {_id: "$category.primary", total_amount: {$sum: "$amount"}, transaction_count: {$sum: 1}, avg_amount: {$avg: "$amount"}}}, {$sort: {total_amount: -1}}]);`,
    write: false,
  })
  expect(await formatResult(report, 'csv')).toBe(
    '_id,total_amount,transaction_count,avg_amount\ngroceries,156.78,1,156.78\ntravel,20.10,1,20.10\n',
  )
  const counted = queryMongo(stores.mongo, {
    text: 'expenses.countDocuments({currency: "USD"})',
    write: false,
  })
  expect(await formatResult(counted, 'csv')).toBe('value\n2\n')
})

test('find supports options and count, and unsupported arguments are rejected', async () => {
  const run = (text: string): Promise<string> =>
    formatResult(queryMongo(stores.mongo, { text, write: false }), 'csv')
  const least = await run('expenses.find({}, {amount: 1}).sort({amount: 1}).limit(1)')
  expect(least).toMatch(/^_id,amount\nexpense_\S+,20\.10\n$/)
  expect(await run('expenses.find({}, {amount: 1}, {sort: {amount: 1}, limit: 1})')).toBe(least)
  expect(await run('expenses.find({currency: "USD"}).count()')).toBe('value\n2\n')
  for (const text of ['expenses.find({}, {}, {tailable: true})', 'expenses.countDocuments({}, {limit: 1})'])
    expect(() => queryMongo(stores.mongo, { text, write: false })).toThrow(
      expect.objectContaining({ code: 'QUERY_INVALID' }),
    )
})

test('an unknown stage or operator of MongoDB has a suggestion', async () => {
  const run = (text: string): Promise<string> =>
    formatResult(queryMongo(stores.mongo, { text, write: false }), 'csv')
  await expect(run('expenses.aggregate([{$foo: 1}])')).rejects.toMatchObject({
    suggestion: expect.stringMatching(/^Stages are/) as string,
  })
  await expect(run('expenses.find({$foo: 1})')).rejects.toMatchObject({
    suggestion: expect.stringMatching(/^Operators of a filter are/) as string,
  })
})

test('tables and collections that do not exist are reported with the closest name', async () => {
  const run = (text: string, write = false): Promise<string> =>
    formatResult(queryMongo(stores.mongo, { text, write }), 'csv')
  for (const text of [
    'expense.find({})',
    'expense.countDocuments({})',
    'budgets.aggregate([{$lookup: {from: "expense", localField: "a", foreignField: "b", as: "c"}}])',
  ]) {
    await expect(run(text)).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      suggestion: 'Did you mean expenses?',
    })
  }
  await expect(run('expense.deleteMany({})', true)).rejects.toMatchObject({ code: 'QUERY_FAILED' })
  expect(await run('show collections')).toContain('\nexpenses\n')
  const { table } = stores.dynamodb
  await expect(queryPartiql(`SELECT * FROM "${table}x" WHERE PK = 'a'`)).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    suggestion: `Did you mean "${table}"?`,
  })
  const missing = await queryPartiql('SELECT * FROM reminders').catch((error: unknown) => error)
  expect(missing).toMatchObject({ code: 'QUERY_FAILED', message: 'There is no table reminders.' })
  expect(missing).toMatchObject({ detail: expect.stringContaining(table), suggestion: undefined })
  await expect(queryPartiql(`SELECT * FROM TABLE."GSI9" WHERE PK = 'a'`)).rejects.toMatchObject({
    message: `The table ${table} has no index GSI9.`,
    detail: expect.stringContaining('ValidationException: '),
  })
  await expect(queryPartiql('SELECT * FROM')).rejects.toMatchObject({
    message: 'DynamoDB rejected the query: the statement has a syntax error.',
    detail: expect.stringContaining('ValidationException: '),
    suggestion: expect.stringContaining('An example'),
  })
  await expect(queryPartiql('SELECT * FROM TABLE LIMIT 5')).rejects.toMatchObject({
    code: 'QUERY_INVALID',
    suggestion: expect.stringContaining('--limit') as string,
  })
})

test('commands of psql list and describe tables', async () => {
  expect(await formatResult(queryText(String.raw`\dt`), 'csv')).toContain('public,users,table\n')
  expect(await formatResult(queryText(String.raw`\d users`), 'csv')).toContain('email,')
  await expect(queryText(String.raw`\d userz`)).rejects.toMatchObject({ suggestion: 'Did you mean users?' })
})

test('a table fits the width of a terminal, and a list has one line per column', async () => {
  const hidden: string[] = []
  const run = async (options: Partial<FormatOptions>): Promise<string> => {
    let text = ''
    const result = await queryText(
      "SELECT 'id' AS id, repeat('x', 50) AS long, repeat('y', 50) AS more, NULL AS n",
    )
    for await (const piece of formatRows(result, { format: 'table', ...options })) text += piece
    return text
  }
  const fitted = await run({ maxWidth: 24, onHiddenColumns: (names) => hidden.push(...names) })
  expect(fitted.split('\n').every((line) => line.length <= 24)).toBe(true)
  expect([fitted.startsWith('id  long'), hidden]).toEqual([true, ['more', 'n']])
  let cut = 0
  const onCutValue = (): void => void cut++
  await run({ maxWidth: 90, onCutValue })
  expect(cut).toBeGreaterThan(0)
  cut = 0
  await run({ maxCellWidth: Infinity, onCutValue })
  expect(cut).toBe(0)
  expect(await run({ format: 'vertical', columns: ['n', 'id'] })).toBe('-[ 1 ]\nn  | NULL\nid | id\n')
  await expect(run({ columns: ['idx'] })).rejects.toMatchObject({ suggestion: 'Did you mean id?' })
})

test.each([
  'expenses.deleteMany({})',
  'expenses.insertOne({_id: "x"})',
  'expenses.aggregate([{$out: "copy"}])',
  'expenses.aggregate([{$merge: {into: "copy"}}])',
])('MongoDB queries reject the write %s', (text) => {
  expect(() => queryMongo(stores.mongo, { text, write: false })).toThrow(
    expect.objectContaining({ code: 'WRITE_NOT_ALLOWED' }),
  )
})

test.each([
  'expenses.drop()',
  'expenses.constructor()',
  'expenses.find({}).close()',
  'expenses.find({}).forEach(1)',
  'expenses.__proto__()',
])('MongoDB queries reject the unknown call %s', (text) => {
  expect(() => queryMongo(stores.mongo, { text, write: true })).toThrow(
    expect.objectContaining({ code: 'QUERY_INVALID' }),
  )
})

test.each<readonly [string, (page?: PageRequest) => QueryResult | Promise<QueryResult>]>([
  ['find', (page) => runPage('expenses.find({}, {amount: 1})', page)],
  [
    'a sorted find',
    (page) => runPage('expenses.find({}, {_id: 0, amount: 1}).sort({amount: 1, _id: 1})', page),
  ],
  ['an aggregation', (page) => runPage('expenses.aggregate([{$sort: {amount: 1, _id: 1}}])', page)],
  ['_id of several types', (page) => runPage('mixed_ids.find()', page)],
  [
    'PartiQL',
    (page) =>
      queryDynamodb(stores.dynamodb, {
        text: `SELECT PK, SK FROM "${stores.dynamodb.table}"`,
        parameters: parseParameters([]),
        write: false,
        ...(page ? { page } : {}),
      }),
  ],
])('a limited result continues where it ended: %s', async (_what, run) => {
  await stores.mongo.db.dropCollection('mixed_ids').catch(() => false)
  await formatResult(
    runPage(
      'mixed_ids.insertMany([{_id: null}, {_id: NaN}, {_id: 1}, {_id: "a"}, {_id: 2}, {_id: NumberLong("9007199254740993")}, {_id: true}, {_id: "b"}])',
      undefined,
      true,
    ),
    'ndjson',
  )
  const all = (await formatResult(run(), 'ndjson')).trimEnd().split('\n')
  const found: string[] = []
  let after: string | undefined
  do {
    const result = await run({ limit: 2, ...(after === undefined ? {} : { after }) })
    const text = await formatResult(result, 'ndjson')
    found.push(...text.trimEnd().split('\n'))
    after = result.next?.()
  } while (after !== undefined)
  expect(found.toSorted()).toEqual(all.toSorted())
})

function runPage(text: string, page?: PageRequest, write = false): QueryResult {
  return queryMongo(stores.mongo, { text, write, ...(page ? { page } : {}) })
}
