import { setTimeout as sleep } from 'node:timers/promises'
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  type TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'

export interface TableWaitOptions {
  /** Milliseconds; 0 means no timeout. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onProgress: (note: string) => void
}

/** Describes a table; `undefined` if it does not exist. */
export async function describeTable(
  client: DynamoDBClient,
  table: string,
): Promise<TableDescription | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }))
    return Table
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** Describes the time to live settings of a table; `undefined` if it does not exist. */
export async function describeTimeToLive(
  client: DynamoDBClient,
  table: string,
): Promise<TimeToLiveDescription | undefined> {
  try {
    const { TimeToLiveDescription: found } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: table }),
    )
    return found
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** Waits until a table and all its indexes are ACTIVE; DynamoDB rejects other changes of the table until then. */
export async function waitUntilActive(
  client: DynamoDBClient,
  table: string,
  options: TableWaitOptions,
): Promise<TableDescription | undefined> {
  const deadline = performance.now() + (options.timeoutMs || Number.POSITIVE_INFINITY)
  for (let pause = 10; ; pause = Math.min(pause * 2, 5000)) {
    options.signal.throwIfAborted()
    const found = await describeTable(client, table)
    const pendingChange = describePendingChange(found)
    if (pendingChange === undefined) return found
    options.onProgress(pendingChange)
    if (performance.now() > deadline) {
      throw new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
        message: `The table ${table} did not become active within ${options.timeoutMs / 1000} s.`,
        detail: pendingChange,
        suggestion: 'DynamoDB continues in the background. Run homemanager migrate again later to resume.',
      })
    }
    await sleep(pause, undefined, { signal: options.signal })
  }
}

/** Whether a table is already active, as in the response of a local engine. */
export function isTableActive(table: TableDescription | undefined): boolean {
  return table !== undefined && describePendingChange(table) === undefined
}

function describePendingChange(table: TableDescription | undefined): string | undefined {
  if (table === undefined) return undefined
  if (table.TableStatus !== 'ACTIVE') return `table ${table.TableName} is ${table.TableStatus}`
  const index = table.GlobalSecondaryIndexes?.find(({ IndexStatus }) => IndexStatus !== 'ACTIVE')
  if (index === undefined) return undefined
  return `index ${index.IndexName} is ${index.IndexStatus}${index.Backfilling ? ', backfilling' : ''}, ${index.ItemCount ?? 0} items`
}
