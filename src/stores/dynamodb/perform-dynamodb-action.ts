import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  ExecuteStatementCommand,
  ResourceInUseException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../core/home-error.js'
import { retry } from '../../core/retry.js'
import { MIGRATION_STORE_ERRORS } from '../migration-errors.js'
import type { MigrationStep, StepContext } from '../migration-store.js'
import { awaitActive, type AwaitOptions, describeTimeToLive, isActive } from './await-active.js'
import type { DynamodbAction, DynamodbIndex } from './dynamodb-action.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { refuseOther, refuseOtherIndex } from './refuse-other-table.js'
import { attributeDefinitions, createTableRequest, indexRequest } from './table-request.js'

/** Names of errors that pass by themselves: another change of the table is on its way, or too much was asked at once. */
const PASSING: ReadonlySet<string> = new Set([
  'ResourceInUseException',
  'LimitExceededException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
])

/** Does one action. Each looks first at what is there, so that doing it again changes nothing. */
export async function performDynamodbAction(
  store: DynamodbStore,
  step: MigrationStep<DynamodbAction>,
  context: StepContext,
  patience: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const wait: AwaitOptions = { ...patience, onProgress: context.onProgress }
  try {
    await retry(() => perform(store, step.action, context, wait), {
      attempts: 12,
      baseMs: 50,
      maxMs: 5000,
      signal: patience.signal,
      retryable: (error) => error instanceof DynamoDBServiceException && PASSING.has(error.name),
    })
  } catch (error) {
    throw error instanceof DynamoDBServiceException ? stepFailed(step, error) : error
  }
}

async function perform(
  store: DynamodbStore,
  action: DynamodbAction,
  context: StepContext,
  wait: AwaitOptions,
): Promise<void> {
  const { client } = store
  if ('createTable' in action) {
    await createTable(
      client,
      createTableRequest(action.createTable.table ?? store.table, action.createTable),
      wait,
    )
  } else if ('deleteTable' in action) {
    const table = action.deleteTable.table ?? store.table
    if ((await awaitActive(client, table, wait)) === undefined) return
    await client.send(new DeleteTableCommand({ TableName: table }))
    await awaitActive(client, table, wait)
  } else if ('addIndex' in action) await addIndex(store, action.addIndex, wait)
  else if ('dropIndex' in action) await dropIndex(store, action.dropIndex, wait)
  else if ('timeToLive' in action) await timeToLive(store, action.timeToLive)
  else if ('statement' in action)
    await client.send(new ExecuteStatementCommand({ Statement: action.statement }))
  else {
    const { resumed, onProgress: progress } = context
    await action.run({ client, table: store.table, signal: wait.signal, resumed, progress })
  }
}

/** Asks first and looks only when refused: a table that is there already was made by a run that was cut off, or by hand. */
async function createTable(
  client: DynamoDBClient,
  request: CreateTableCommandInput,
  wait: AwaitOptions,
): Promise<void> {
  const table = request.TableName ?? ''
  try {
    const { TableDescription } = await client.send(new CreateTableCommand(request))
    if (isActive(TableDescription)) return
    await awaitActive(client, table, wait)
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
    const found = await awaitActive(client, table, wait)
    // It was on its way out: now there is room for ours.
    if (found === undefined) throw error
    refuseOther(found, request)
  }
}

async function addIndex(
  store: DynamodbStore,
  index: DynamodbIndex & {
    readonly table?: string
    readonly types?: Readonly<Record<string, 'S' | 'N' | 'B'>>
  },
  wait: AwaitOptions,
): Promise<void> {
  const table = index.table ?? store.table
  const found = await awaitActive(store.client, table, wait)
  const there = found?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name)
  if (there) return refuseOtherIndex(table, there, indexRequest(index))
  const request = new UpdateTableCommand({
    TableName: table,
    AttributeDefinitions: attributeDefinitions([index], index.types ?? {}),
    GlobalSecondaryIndexUpdates: [{ Create: indexRequest(index) }],
  })
  await store.client.send(request)
  await awaitActive(store.client, table, wait)
}

async function dropIndex(
  store: DynamodbStore,
  { table = store.table, name }: { readonly table?: string; readonly name: string },
  wait: AwaitOptions,
): Promise<void> {
  const found = await awaitActive(store.client, table, wait)
  if (!found?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === name)) return
  await store.client.send(
    new UpdateTableCommand({
      TableName: table,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }],
    }),
  )
  await awaitActive(store.client, table, wait)
}

async function timeToLive(
  store: DynamodbStore,
  { table = store.table, attribute }: { readonly table?: string; readonly attribute?: string },
): Promise<void> {
  const AttributeName = attribute ?? (await describeTimeToLive(store.client, table))?.AttributeName
  if (AttributeName === undefined) return
  const TimeToLiveSpecification = { AttributeName, Enabled: attribute !== undefined }
  try {
    await store.client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }))
  } catch (error) {
    // DynamoDB refuses what is so already, in the same words as what cannot be.
    const now = await describeTimeToLive(store.client, table)
    const on = now?.TimeToLiveStatus === 'ENABLED' || now?.TimeToLiveStatus === 'ENABLING'
    if (on ? now.AttributeName !== attribute : attribute !== undefined) throw error
  }
}

function stepFailed(step: MigrationStep<DynamodbAction>, error: DynamoDBServiceException): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `DynamoDB refused "${step.name}": ${error.message}`,
    detail: error.name,
    suggestion: 'Correct the migration, then run homemanager migrate again.',
    cause: error,
  })
}
