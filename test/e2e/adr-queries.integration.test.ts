import { getStaticKeys } from '../support/get-static-keys.js'
import { spawnSync } from 'node:child_process'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { Decimal128, MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedStores } from '../../src/dataset/seeding/seed-stores.js'
import { canTestWithProgram } from '../support/can-test-with-program.js'
import { type MigratedStores, createMigratedStores } from '../support/migrated-stores.js'

// The queries of ADR-002 on the demo dataset, with psql, the AWS SDK and the MongoDB driver.

const USER = 'USER#00000000-0000-7000-8000-000000000123'
const FAMILY = 'FAMILY#00000000-0000-7000-8000-000000000789'
let databases: MigratedStores

beforeAll(async () => {
  databases = await createMigratedStores()
  await seedStores(databases.stores, { profile: 'demo' })
})
afterAll(async () => databases[Symbol.asyncDispose]())

test.runIf(canTestWithProgram('psql', '--version'))(
  'identity: users and families reference each other, and a registration is one transaction of three statements',
  () => {
    const parkers = psql(`SELECT u.email, f.name FROM users u JOIN families f ON f.id = u.family_id
    WHERE u.id = '00000000-0000-7000-8000-000000000123'`)
    expect(parkers).toBe('alex.parker@homemanager.example|The Parker Family\n')
    const registered = psql(`BEGIN;
    INSERT INTO users (id, email, password_hash, family_id) VALUES
      ('00000000-0000-7000-8000-00000000aaaa', 'new@homemanager.example', 'x', '00000000-0000-7000-8000-000000000789');
    INSERT INTO family_members (family_id, user_id) VALUES
      ('00000000-0000-7000-8000-000000000789', '00000000-0000-7000-8000-00000000aaaa');
    UPDATE families SET member_count = member_count + 1 WHERE id = '00000000-0000-7000-8000-000000000789';
    SELECT f.member_count = count(*) FROM families f JOIN family_members m ON m.family_id = f.id
      WHERE f.id = '00000000-0000-7000-8000-000000000789' GROUP BY f.member_count;
    ROLLBACK;`)
    expect(registered).toContain('t\n')
    expect(
      psqlFails(
        "INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), 'Alex.PARKER@homemanager.example', 'x')",
      ),
    ).toContain('users_email_key')
  },
)

test('todo: the four access patterns', async () => {
  const all = await query({ KeyConditionExpression: 'PK = :pk', ExpressionAttributeValues: { ':pk': USER } })
  const faucet = all.find(({ title }) => title === 'Fix kitchen faucet')
  expect(faucet).toMatchObject({
    PK: USER,
    SK: 'TODO#2024-10-05#HIGH#00000000-0000-7000-8000-000000000456',
    GSI1PK: FAMILY,
    GSI1SK: '2024-10-05',
    description: 'The faucet is dripping',
    status: 'pending',
    priority: 'high',
    assigned_to: 'USER#00000000-0000-7000-8000-000000000124',
    tags: ['plumbing', 'urgent'],
    created_at: '2024-10-03T10:00:00Z',
    due_date: '2024-10-05T18:00:00Z',
    ai_metadata: {
      estimated_duration: 60,
      difficulty: 'medium',
      tools_needed: ['wrench', 'plumber_tape'],
    },
  })

  const byDueDate = await query({
    IndexName: 'GSI2',
    KeyConditionExpression: 'GSI1SK = :day',
    ExpressionAttributeValues: { ':day': '2024-10-05' },
  })
  expect(byDueDate).toContainEqual(faucet)
  const ofFamily = await query({
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :family',
    ExpressionAttributeValues: { ':family': FAMILY },
  })
  expect(ofFamily).toContainEqual(faucet)
  const high = await query({
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :high)',
    ExpressionAttributeValues: { ':pk': USER, ':high': 'TODO#2024-10-05#HIGH' },
  })
  expect(high).toEqual([faucet])
})

test("todo: an item in the ADR's format is accepted and found", async () => {
  const item = {
    PK: 'USER#1',
    SK: 'TODO#2024-10-03#HIGH#9',
    GSI1PK: 'FAMILY#2',
    GSI1SK: '2024-10-03',
    title: 'Manual',
    tags: ['plumbing'],
    ai_metadata: { estimated_duration: 60 },
  }
  await withDynamodb((client, table) =>
    client.send(new PutItemCommand({ TableName: table, Item: marshall(item) })),
  )
  const found = await query({
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :family',
    ExpressionAttributeValues: { ':family': 'FAMILY#2' },
  })
  expect(found).toEqual([item])
})

test('budget: the monthly report by category is exact to the cent', async () => {
  await using mongo = await connectMongo()
  const expenses = mongo.client.db(mongo.database).collection<{ _id: string; amount: Decimal128 }>('expenses')
  const report = await expenses
    .aggregate([
      {
        $match: {
          user_id: USER,
          created_at: { $gte: new Date('2024-10-01'), $lt: new Date('2024-11-01') },
        },
      },
      {
        $group: {
          _id: '$category.primary',
          total_amount: { $sum: '$amount' },
          transaction_count: { $sum: 1 },
          avg_amount: { $avg: '$amount' },
        },
      },
      { $sort: { total_amount: -1 } },
    ])
    .toArray()
  expect(JSON.parse(JSON.stringify(report))).toEqual([
    {
      _id: 'education',
      total_amount: { $numberDecimal: '500.00' },
      transaction_count: 1,
      avg_amount: { $numberDecimal: expect.stringMatching(/^500(\.0+)?$/) as string },
    },
    {
      _id: 'groceries',
      total_amount: { $numberDecimal: '156.78' },
      transaction_count: 1,
      avg_amount: { $numberDecimal: expect.stringMatching(/^156\.780*$/) as string },
    },
  ])
})

test("budget: the ADR's document exists as written, and another one in its format is accepted", async () => {
  await using mongo = await connectMongo()
  const expenses = mongo.client.db(mongo.database).collection<{ _id: string; amount: Decimal128 }>('expenses')
  const known = await expenses.findOne({ _id: 'expense_00000000-0000-7000-8000-000000000123' })
  expect(known).toMatchObject({
    user_id: USER,
    family_id: FAMILY,
    currency: 'USD',
    category: { primary: 'groceries', subcategory: 'weekly_shopping', ai_detected: true, confidence: 0.92 },
    receipt: {
      store: 'Whole Foods Market',
      location: 'Downtown Seattle',
      payment_method: 'credit_card_ending_1234',
    },
    location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
  })
  if (known === null) throw new Error('The expense does not exist.')
  const copy = { ...known, _id: 'expense_manual', amount: Decimal128.fromString('1.00') }
  expect(await expenses.insertOne(copy)).toMatchObject({ acknowledged: true })
  await expect(
    expenses.insertOne({ ...copy, _id: 'expense_wrong', amount: 'a lot' as never }),
  ).rejects.toThrow('Document failed validation')
})

type Query = {
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeValues: Readonly<Record<string, string>>
}

async function query(request: Query): Promise<Record<string, unknown>[]> {
  return withDynamodb(async (client, table) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        ...request,
        TableName: table,
        ExpressionAttributeValues: marshall(request.ExpressionAttributeValues),
      }),
    )
    return Items.map((item) => unmarshall(item))
  })
}

async function withDynamodb<T>(work: (client: DynamoDBClient, table: string) => Promise<T>): Promise<T> {
  const { endpoint, region, accessKeyId, secretAccessKey, table } = getStaticKeys(
    databases.endpoints.dynamodb,
  )
  const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } })
  try {
    return await work(client, table)
  } finally {
    client.destroy()
  }
}

async function connectMongo(): Promise<
  AsyncDisposable & { readonly client: MongoClient; readonly database: string }
> {
  const { url } = databases.endpoints.mongo
  const client = await MongoClient.connect(url)
  return {
    client,
    database: new URL(url).pathname.slice(1),
    [Symbol.asyncDispose]: async () => client.close(),
  }
}

function psql(sql: string): string {
  const { status, stdout, stderr } = runPsql(sql)
  if (status !== 0) throw new Error(stderr)
  return stdout
}

function psqlFails(sql: string): string {
  const { status, stderr } = runPsql(sql)
  expect(status).not.toBe(0)
  return stderr
}

function runPsql(sql: string): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  const args = [databases.endpoints.postgres.url, '-X', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', sql]
  return spawnSync('psql', args, { encoding: 'utf8' })
}
