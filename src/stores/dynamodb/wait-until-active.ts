import { setTimeout as sleep } from 'node:timers/promises'
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  type TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../migration-store-errors.js'

export interface TableWaitOptions {
  /** Milliseconds; 0 means for ever. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onProgress: (note: string) => void
}

/** The table as it stands, or nothing. */
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

/** Whether and by what items expire; nothing where the table is missing. */
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

/** Waits until a table and all its indexes are ACTIVE: until then no other change of it is taken. */
export async function waitUntilActive(
  client: DynamoDBClient,
  table: string,
  options: TableWaitOptions,
): Promise<TableDescription | undefined> {
  const until = performance.now() + (options.timeoutMs || Number.POSITIVE_INFINITY)
  for (let pause = 10; ; pause = Math.min(pause * 2, 5000)) {
    options.signal.throwIfAborted()
    const found = await describeTable(client, table)
    const busy = describePendingChange(found)
    if (busy === undefined) return found
    options.onProgress(busy)
    if (performance.now() > until) {
      throw new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
        message: `The table ${table} did not become active within ${options.timeoutMs / 1000} s.`,
        detail: busy,
        suggestion: 'DynamoDB goes on by itself: run homemanager migrate again later to continue.',
      })
    }
    await sleep(pause, undefined, { signal: options.signal })
  }
}

/** Whether an answer says already that there is nothing to wait for, as engines on this machine do at once. */
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
