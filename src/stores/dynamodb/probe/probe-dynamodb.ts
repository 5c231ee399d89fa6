import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { createScratchName, type ProbeCheck, type ProbeOptions, runCheck } from '../../contracts/probe.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { isMissingTable } from '../client/is-missing-table.js'
import { waitUntilActive } from '../client/wait-until-active.js'

const ACTIVE_TIMEOUT_MS = 300_000
const KEY = { PK: { S: 'probe' }, SK: { S: '1' } }

type Action = readonly [check: string, work: () => Promise<unknown>]

/** Tries every action that homemanager calls: reads on the project's table, and all on a scratch table. */
export async function probeDynamodb(
  store: DynamodbStore,
  { write, signal }: ProbeOptions,
): Promise<readonly ProbeCheck[]> {
  const { client, table: TableName } = store
  const reads: readonly Action[] = [
    ['DescribeTable', async () => client.send(new DescribeTableCommand({ TableName }))],
    ['DescribeTimeToLive', async () => client.send(new DescribeTimeToLiveCommand({ TableName }))],
    ['GetItem', async () => client.send(new GetItemCommand({ TableName, Key: KEY }))],
    [
      'BatchGetItem',
      async () => client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [KEY] } } })),
    ],
    ['Query', async () => client.send(toQuery(TableName))],
    ['Scan', async () => client.send(new ScanCommand({ TableName, Limit: 1 }))],
    ['PartiQLSelect', async () => client.send(toStatement(TableName))],
  ]
  const checks: ProbeCheck[] = [toTlsCheck(store)]
  for (const action of reads) checks.push(await tryAction(action))
  if (write) checks.push(...(await probeScratchTable(store, signal)))
  return checks
}

async function probeScratchTable(store: DynamodbStore, signal: AbortSignal): Promise<readonly ProbeCheck[]> {
  const { client } = store
  // A table-scoped policy usually allows the names that begin with that of the project's table.
  const TableName = `${store.table}-${createScratchName()}`
  const wait = async (): Promise<unknown> =>
    waitUntilActive(client, TableName, { timeoutMs: ACTIVE_TIMEOUT_MS, signal, onProgress: () => {} })
  const checks = [
    await tryAction([
      'CreateTable',
      async () => {
        await client.send(toCreateTable(TableName))
        await wait()
      },
    ]),
  ]
  if (checks[0]?.status !== 'ok') return checks
  try {
    const Put = { TableName, Item: KEY }
    const writes: readonly Action[] = [
      ['PutItem', async () => client.send(new PutItemCommand(Put))],
      ['UpdateItem', async () => client.send(new UpdateItemCommand({ TableName, Key: KEY }))],
      [
        'BatchWriteItem',
        async () =>
          client.send(
            new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: KEY } }] } }),
          ),
      ],
      ['DeleteItem', async () => client.send(new DeleteItemCommand({ TableName, Key: KEY }))],
      [
        'UpdateTimeToLive',
        async () =>
          client.send(
            new UpdateTimeToLiveCommand({
              TableName,
              TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
            }),
          ),
      ],
    ]
    for (const action of writes) checks.push(await tryAction(action))
    checks.push(
      await runCheck('guarantee', 'transactions', async () => {
        await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }))
        return 'TransactWriteItems is atomic'
      }),
      await runCheck('guarantee', 'streams', async () => {
        await wait()
        const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const }
        await client.send(new UpdateTableCommand({ TableName, StreamSpecification }))
        return 'streams can be enabled'
      }),
    )
  } finally {
    const removal: Action = [
      'DeleteTable',
      async () => {
        await wait()
        await client.send(new DeleteTableCommand({ TableName }))
      },
    ]
    checks.push(await tryAction(removal))
  }
  return checks
}

/** A missing table is reported by the check of the migrations. */
async function tryAction([name, work]: Action): Promise<ProbeCheck> {
  return runCheck('permission', `dynamodb:${name}`, async () => {
    try {
      await work()
      return undefined
    } catch (error) {
      if (isMissingTable(error)) return 'the table does not exist yet'
      throw error
    }
  })
}

function toTlsCheck({ endpoint }: DynamodbStore): ProbeCheck {
  const secure = endpoint.endpoint.startsWith('https:')
  const message = secure ? 'HTTPS' : 'plain HTTP'
  return { kind: 'guarantee', check: 'tls', status: secure ? 'ok' : 'skipped', message }
}

function toQuery(TableName: string): QueryCommand {
  return new QueryCommand({
    TableName,
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'probe' } },
    Limit: 1,
  })
}

function toStatement(table: string): ExecuteStatementCommand {
  return new ExecuteStatementCommand({ Statement: `SELECT * FROM "${table}" WHERE PK = 'probe'` })
}

function toCreateTable(TableName: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['PK', 'SK', 'GSI1PK'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'GSI1',
        KeySchema: [{ AttributeName: 'GSI1PK', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
}
