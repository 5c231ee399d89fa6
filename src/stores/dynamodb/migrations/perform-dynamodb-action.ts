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
import { retry } from '../../../core/retry.js'
import { runInThread } from '../../contracts/run-in-thread.js'
import { StepChanges } from '../../contracts/step-changes.js'
import type { MigrationStep, StepContext } from '../../contracts/migration-store.js'
import {
  describeTable,
  waitUntilActive,
  type TableWaitOptions,
  describeTimeToLive,
  isTableActive,
} from '../client/wait-until-active.js'
import type { DynamodbAction, DynamodbIndex } from './dynamodb-action.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { forgetTable, recordTable } from '../own-tables/recorded-tables.js'
import { assertTableMatches, assertIndexMatches } from './assert-table-matches.js'
import { isRejectedRequest, toStepError } from './to-step-error.js'
import { toAttributeDefinitions, toCreateTableRequest, toIndexRequest } from './table-request.js'

/** Names of transient errors: another change of the table is in progress, or requests are throttled. */
const TRANSIENT_ERROR_NAMES: ReadonlySet<string> = new Set([
  'ResourceInUseException',
  'LimitExceededException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
])

interface ActionOptions extends TableWaitOptions {
  readonly changes: StepChanges
}

/** Performs one action. Each built-in action first checks the current state, so that it is idempotent. */
export async function performDynamodbAction(
  store: DynamodbStore,
  step: MigrationStep<DynamodbAction>,
  context: StepContext,
  timeoutMs: number,
): Promise<void> {
  const { signal, onProgress } = context
  const wait: TableWaitOptions = { timeoutMs, signal, onProgress }
  const changes = new StepChanges(isRejectedRequest)
  try {
    await retryStep(step, signal, () => performAction(store, step, context, { ...wait, changes }))
  } catch (error) {
    throw changes.toStepError(error)
  }
}

/** Repeats a step after a transient error of DynamoDB. */
export async function retryStep(
  step: MigrationStep,
  signal: AbortSignal,
  perform: () => Promise<void>,
): Promise<void> {
  try {
    await retry(perform, {
      maxAttempts: 12,
      baseDelayMs: 50,
      maxDelayMs: 5000,
      signal,
      isRetryable: (error) =>
        error instanceof DynamoDBServiceException && TRANSIENT_ERROR_NAMES.has(error.name),
    })
  } catch (error) {
    throw toStepError(step, error)
  }
}

async function performAction(
  store: DynamodbStore,
  step: MigrationStep<DynamodbAction>,
  context: StepContext,
  wait: ActionOptions,
): Promise<void> {
  const { client } = store
  const { action } = step
  if ('createTable' in action) {
    const request = toCreateTableRequest(action.createTable.table ?? store.table, action.createTable)
    await (request.TableName === store.table
      ? createTable(client, request, wait)
      : createOwnTable(store, request, wait))
  } else if ('deleteTable' in action) {
    const table = action.deleteTable.table ?? store.table
    await deleteTable(client, table, wait)
    await forgetTable(store, table)
  } else if ('addIndex' in action) await addIndex(store, action.addIndex, wait)
  else if ('dropIndex' in action) await dropIndex(store, action.dropIndex, wait)
  else if ('timeToLive' in action) await updateTimeToLive(store, action.timeToLive, wait)
  else if ('statement' in action)
    await wait.changes.send(() =>
      client.send(new ExecuteStatementCommand({ Statement: action.statement }), {
        abortSignal: context.signal,
      }),
    )
  else
    await wait.changes.send(
      () => runInThread('dynamodb', store.endpoint, step, context),
      () => false,
    )
}

/**
 * Records the table before it exists, so that it is recorded even if this run is interrupted. A table that exists already, and is not
 * recorded, may belong to others.
 */
async function createOwnTable(
  store: DynamodbStore,
  request: CreateTableCommandInput,
  wait: ActionOptions,
): Promise<void> {
  const { client } = store
  const table = request.TableName ?? ''
  if ((await describeTable(client, table)) !== undefined) return createTable(client, request, wait)
  await recordTable(store, table)
  try {
    await createTable(client, request, wait)
  } catch (error) {
    if ((await describeTable(client, table)) === undefined) await forgetTable(store, table)
    throw error
  }
}

/** Creates the table. An existing table, from an interrupted run or created manually, must match. */
async function createTable(
  client: DynamoDBClient,
  request: CreateTableCommandInput,
  wait: ActionOptions,
): Promise<void> {
  const table = request.TableName ?? ''
  try {
    const { TableDescription } = await wait.changes.send(() => client.send(new CreateTableCommand(request)))
    if (isTableActive(TableDescription)) return
    await waitUntilActive(client, table, wait)
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
    const found = await waitUntilActive(client, table, wait)
    // The table was being deleted; the step is retried.
    if (found === undefined) throw error
    assertTableMatches(found, request)
  }
}

async function deleteTable(client: DynamoDBClient, table: string, wait: ActionOptions): Promise<void> {
  if ((await waitUntilActive(client, table, wait)) === undefined) return
  await wait.changes.send(() => client.send(new DeleteTableCommand({ TableName: table })))
  await waitUntilActive(client, table, wait)
}

async function addIndex(
  store: DynamodbStore,
  index: DynamodbIndex & {
    readonly table?: string
    readonly types?: Readonly<Record<string, 'S' | 'N' | 'B'>>
  },
  wait: ActionOptions,
): Promise<void> {
  const table = index.table ?? store.table
  const found = await waitUntilActive(store.client, table, wait)
  const existing = found?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name)
  if (existing) return assertIndexMatches(table, existing, toIndexRequest(index))
  const request = new UpdateTableCommand({
    TableName: table,
    AttributeDefinitions: toAttributeDefinitions([index], index.types ?? {}),
    GlobalSecondaryIndexUpdates: [{ Create: toIndexRequest(index) }],
  })
  await wait.changes.send(() => store.client.send(request))
  await waitUntilActive(store.client, table, wait)
}

async function dropIndex(
  store: DynamodbStore,
  { table = store.table, name }: { readonly table?: string; readonly name: string },
  wait: ActionOptions,
): Promise<void> {
  const found = await waitUntilActive(store.client, table, wait)
  if (!found?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === name)) return
  const request = new UpdateTableCommand({
    TableName: table,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }],
  })
  await wait.changes.send(() => store.client.send(request))
  await waitUntilActive(store.client, table, wait)
}

async function updateTimeToLive(
  store: DynamodbStore,
  { table = store.table, attribute }: { readonly table?: string; readonly attribute?: string },
  { changes }: ActionOptions,
): Promise<void> {
  const AttributeName = attribute ?? (await describeTimeToLive(store.client, table))?.AttributeName
  if (AttributeName === undefined) return
  const TimeToLiveSpecification = { AttributeName, Enabled: attribute !== undefined }
  try {
    await changes.send(() =>
      store.client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification })),
    )
  } catch (error) {
    // DynamoDB returns the same error for a setting that is already in effect as for an invalid one.
    const current = await describeTimeToLive(store.client, table)
    const enabled = current?.TimeToLiveStatus === 'ENABLED' || current?.TimeToLiveStatus === 'ENABLING'
    if (enabled ? current.AttributeName !== attribute : attribute !== undefined) throw error
  }
}
