import { getStaticKeys } from '../../../../test/support/get-static-keys.js'
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { EJSON } from 'bson'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { buildOnce } from '../../../../test/support/build-once.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { toExampleId, createExampleStores } from '../../../../test/support/example-stores.js'
import { getEndpoints } from '../../../../test/support/get-endpoints.js'
import { type ProjectDirectory, createProjectDirectory } from '../../../../test/support/project-directory.js'
import { HAS_TERMINAL, startOnTerminal, type TerminalProgram } from '../../../../test/support/terminal.js'
import type { Endpoints } from '../../../core/store-types.js'
import type { Stores } from '../../../stores/stores.js'

const PROGRAM = fileURLToPath(new URL('../../../../bin/homemanager.js', import.meta.url))
let stores: Stores & AsyncDisposable
let endpoints: Endpoints
let project: ProjectDirectory
beforeAll(async () => {
  await buildOnce()
  stores = await createExampleStores()
  endpoints = getEndpoints(stores)
  project = await createProjectDirectory(endpoints)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
})

const HAS_PSQL = canTestWithProgram('psql', '--version')
const PYTHON = '/usr/bin/python3'
const HAS_PYTHON_DRIVERS = canTestWithProgram(PYTHON, '-c', 'import pymongo, boto3')

const EDGE_CASE_QUERY = `SELECT id, email, created_at, version, family_id IS NOT NULL AS lives, 0.10::numeric(9,4) AS share,
  ARRAY['a','b c'] AS tags, E'two\\nlines "quoted", comma' AS text, '' AS empty, NULL AS nothing,
  '{"a": [1, null]}'::jsonb AS doc, '12:30'::time AS at, 'NaN'::float8 AS nan FROM users ORDER BY email`

test.runIf(HAS_PSQL)(
  '--csv is byte for byte the CSV of psql, with empty strings distinct from NULL',
  async () => {
    const ours = await project.run('query', 'postgres', EDGE_CASE_QUERY, '--csv')
    const theirs = execFileSync(
      'psql',
      [endpoints.postgres.url, '-c', `COPY (${EDGE_CASE_QUERY}) TO STDOUT CSV HEADER`],
      {
        encoding: 'utf8',
        env: { ...process.env, TZ: 'UTC', PGTZ: 'UTC' },
      },
    )
    expect([ours.code, ours.stdout]).toEqual([0, theirs])
  },
)

test.runIf(HAS_PSQL)('--json and --ndjson contain the rows of psql', async () => {
  const sql = 'SELECT id, email, display_name, version FROM users ORDER BY email'
  const theirs = JSON.parse(
    execFileSync('psql', [endpoints.postgres.url, '-Atc', `SELECT json_agg(u) FROM (${sql}) u`], {
      encoding: 'utf8',
    }),
  ) as unknown[]
  expect(await queryItems('postgres', sql)).toEqual(theirs)
  expect(parseLines((await project.run('query', 'postgres', sql, '--ndjson')).stdout)).toEqual(theirs)
})

test('key conditions and PartiQL return the items that the AWS client returns', async () => {
  const pk = `USER#${toExampleId(123)}`
  const client = new DynamoDBClient({
    endpoint: endpoints.dynamodb.endpoint,
    region: endpoints.dynamodb.region,
    credentials: getStaticKeys(endpoints.dynamodb),
  })
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: endpoints.dynamodb.table,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
      ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: 'TODO#' } },
    }),
  )
  client.destroy()
  const theirs = items.map((item) => unmarshall(item))
  expect(theirs).toHaveLength(2)
  const byKeys = await project.run('query', 'dynamodb', '--pk', pk, '--sk-begins-with', 'TODO#', '--ndjson')
  expect(parseLines(byKeys.stdout)).toEqual(theirs)
  const partiql = `SELECT * FROM "${endpoints.dynamodb.table}" WHERE PK = :pk`
  expect(await queryItems('dynamodb', partiql, '-p', `pk=${pk}`)).toEqual(theirs)
  const csv = await project.run('query', 'dynamodb', '--pk', pk, '--sk-begins-with', 'TODO#', '--csv')
  expect(csv.stdout.split('\n')[0]).toContain('title')
})

test('mongosh syntax returns the documents that the driver returns', async () => {
  const client = await MongoClient.connect(endpoints.mongo.url)
  const filter = { user_id: `USER#${toExampleId(123)}` }
  const found = await client.db().collection('expenses').find(filter).sort({ _id: 1 }).toArray()
  await client.close()
  const text = `expenses.find({user_id: "USER#${toExampleId(123)}"}).sort({_id: 1})`
  const theirs = found.map((document) => EJSON.serialize(document, { relaxed: true }) as unknown)
  expect(await queryItems('mongo', text)).toEqual(theirs)
  expect(parseLines((await project.run('query', 'mongo', text, '--ndjson')).stdout)).toEqual(theirs)
})

const PYTHON_SCRIPT = `
import json, os, sys, pymongo, boto3
from bson import json_util
mongo = pymongo.MongoClient(os.environ['MONGO']).get_default_database()
table = boto3.client('dynamodb', endpoint_url=os.environ['DYNAMODB'], region_name='us-east-1',
  aws_access_key_id=os.environ['ACCESS_KEY'], aws_secret_access_key='any')
items = table.query(TableName=os.environ['TABLE'], IndexName='GSI1', KeyConditionExpression='GSI1PK = :pk',
  ExpressionAttributeValues={':pk': {'S': os.environ['FAMILY']}})['Items']
documents = list(mongo.expenses.aggregate([{'$match': {'family_id': os.environ['FAMILY']}}, {'$sort': {'_id': 1}}]))
print(json.dumps({'titles': [item['title']['S'] for item in items],
  'documents': json.loads(json_util.dumps(documents, json_options=json_util.RELAXED_JSON_OPTIONS))}))
`

test.runIf(HAS_PYTHON_DRIVERS)('pymongo and boto3 read the same data', async () => {
  const family = `FAMILY#${toExampleId(789)}`
  const env = {
    ...process.env,
    MONGO: endpoints.mongo.url,
    DYNAMODB: endpoints.dynamodb.endpoint,
    ACCESS_KEY: getStaticKeys(endpoints.dynamodb).accessKeyId,
    TABLE: endpoints.dynamodb.table,
    FAMILY: family,
  }
  const printed = execFileSync(PYTHON, ['-c', PYTHON_SCRIPT], { encoding: 'utf8', env })
  const theirs = JSON.parse(printed) as { readonly titles: readonly string[]; readonly documents: unknown }
  const items = await project.run('query', 'dynamodb', '--index', 'GSI1', '--pk', family, '--ndjson')
  expect(parseLines(items.stdout).map((item) => (item as { title: string }).title)).toEqual(theirs.titles)
  const text = `db.expenses.aggregate([{$match: {family_id: "${family}"}}, {$sort: {_id: 1}}])`
  expect(await queryItems('mongo', text)).toEqual(theirs.documents)
})

test('a query is read from a file or stdin, with parameters', async () => {
  const file = path.join(project.directory, 'ask.sql')
  await writeFile(file, '-- who\nSELECT display_name FROM users WHERE lower(email) = :email;\n')
  const answer = await project.run(
    'query',
    'postgres',
    '-f',
    'ask.sql',
    '-p',
    'email=demo@example.com',
    '--csv',
  )
  expect([answer.code, answer.stdout]).toEqual([0, 'display_name\nDemo\n'])
  const piped = await project.runShell('echo "SELECT 6 * 7 AS n" | homemanager query postgres --json')
  expect(JSON.parse(piped.stdout)).toEqual({ items: [{ n: 42 }] })
})

test('the command ends without an error if stdout is closed early', async () => {
  const endless = 'SELECT generate_series(1, 50000000) AS n'
  for (const format of ['--ndjson', '--csv', '']) {
    const left = await project.runShell(
      `set -o pipefail; homemanager query postgres "${endless}" ${format} | head -1`,
    )
    expect([left.code, left.stdout.trim().length > 0, left.stderr]).toEqual([0, true, ''])
  }
})

test('a query that writes requires --write and exits with 3 without it', async () => {
  const id = `expense_${toExampleId(125)}`
  const queries: readonly (readonly string[])[] = [
    ['postgres', "UPDATE users SET display_name = 'X'"],
    ['dynamodb', `DELETE FROM "${endpoints.dynamodb.table}" WHERE PK='a' AND SK='b'`],
    ['mongo', `expenses.deleteOne({_id: "${id}"})`],
  ]
  for (const query of queries) {
    const rejected = await project.run('query', ...query, '--json')
    expect([rejected.code, JSON.parse(rejected.stdout)]).toMatchObject([
      3,
      { error: { code: 'WRITE_NOT_ALLOWED' } },
    ])
  }
  const written = await project.run('query', 'mongo', `expenses.deleteOne({_id: "${id}"})`, '--write')
  expect(written.code).toBe(0)
  expect(await stores.mongo.db.collection('expenses').countDocuments()).toBe(1)
})

test.each([
  ['query', 'dynamodb', '--sk', 'TODO#'],
  ['query', 'dynamodb', '--pk', 'a', 'SELECT 1'],
  ['query', 'postgres', 'SELECT 1', '--json', '--csv'],
  ['query', 'mongo', 'process.exit(1)'],
  ['query', 'postgres', 'SELEC 1'],
  ['query', 'postgres', String.raw`\watch`],
  ['query', 'mongo', 'show dbs'],
  ['query', 'mongo', 'db.dropDatabase()'],
  ['query', 'dynamodb', '--pk', 'a', '--write'],
  ['query', 'postgres', 'SELECT 1', '--vertical', '--wide'],
  ['query', 'postgres', 'SELECT 1 AS a', '--json', '--columns', 'a'],
])('%s %s %s %s is a usage error', async (...args) => {
  expect((await project.run(...args)).code).toBe(2)
})

test('a command without its subcommand lists the subcommands', async () => {
  const bare = await project.run('query', '--json')
  expect([bare.code, JSON.parse(bare.stdout)]).toMatchObject([
    2,
    {
      error: {
        code: 'USAGE',
        message: '"homemanager query" requires a subcommand: postgres, dynamodb, mongo, all.',
      },
    },
  ])
})

test.runIf(HAS_PSQL)('shell runs psql and propagates its exit code', async () => {
  const shell = await project.runShell("homemanager shell postgres -- -Atc 'SELECT 6 * 7'")
  expect([shell.code, shell.stdout]).toEqual([0, '42\n'])
  const failing = await project.runShell("homemanager shell postgres -- -c 'SELECT * FROM nope'")
  expect(failing.code).toBe(1)
})

test('shell reports that the client is not installed', async () => {
  const missing = await project.runShell('PATH=/nonexistent homemanager shell mongo --json')
  expect([missing.code, JSON.parse(missing.stdout)]).toMatchObject([
    5,
    { error: { code: 'PROGRAM_MISSING' } },
  ])
})

async function queryItems(store: string, ...args: readonly string[]): Promise<readonly unknown[]> {
  const { stdout } = await project.run('query', store, ...args, '--json')
  const document = JSON.parse(stdout) as { readonly items: readonly unknown[] }
  await expectToMatchSchema(`query-${store}`, document)
  return document.items
}

function parseLines(text: string): readonly unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

test('--limit ends with the command that continues', async () => {
  const words = ['query', 'dynamodb', `SELECT SK FROM "${stores.dynamodb.table}"`, '--limit', '1']
  const { items, next } = await readItems(...words)
  const following = await readItems(...words, '--continue', String(next))
  await expectToMatchSchema('query-dynamodb', following)
  expect(following.items).not.toEqual(items)
  const { stderr } = await project.run(...words)
  expect(stderr).toMatch(
    /^1 row\. There are more rows\. To continue: homemanager --project test query dynamodb 'SELECT .*' --limit 1 --continue \S+\n/,
  )
  const invalid = await project.run(...words, '--continue', 'x')
  expect([invalid.code, invalid.stderr]).toEqual([2, expect.stringContaining('--continue is invalid')])
})

test.runIf(HAS_TERMINAL)('a result that is longer than the screen is shown with a pager', async () => {
  const query = (pager: string, ...words: readonly string[]): TerminalProgram =>
    startOnTerminal(
      [
        'env',
        `HOMEMANAGER_PAGER=${pager}`,
        process.execPath,
        PROGRAM,
        '--project',
        'test',
        'query',
        'postgres',
        ...words,
      ],
      project.directory,
      project.env,
    )
  const long = 'SELECT n FROM generate_series(10001, 15000) AS n'
  // A pager that ends early is no error, and the note comes after it.
  using ended = query('head -n 2; echo the pager has ended', long)
  const { exit, screen } = await ended.waitForExit()
  expect([exit, screen]).toEqual([0, expect.stringContaining('the pager has ended')])
  expect(screen).not.toContain('15000')
  using short = query('echo not used', 'SELECT 1 AS short')
  expect((await short.waitForExit()).screen).not.toContain('not used')
  using without = query('echo not used', long, '--no-pager')
  expect((await without.waitForExit()).screen).toMatch(/15000[^]*5,000 rows/)
  using missing = query('no-such-pager', long)
  expect((await missing.waitForExit()).screen).toMatch(/15000[^]*5,000 rows/)
})

interface Page {
  readonly items: readonly unknown[]
  readonly next?: string
}

async function readItems(...words: readonly string[]): Promise<Page> {
  const { stdout, code, stderr } = await project.run(...words, '--json')
  expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Page
}
