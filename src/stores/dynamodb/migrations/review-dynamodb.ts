import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { MigrationStep } from '../../contracts/migration-store.js'
import { describeTable } from '../client/wait-until-active.js'
import type { DynamodbAction } from './dynamodb-action.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'

/** Returns warnings per step: what it would block or delete given the current data. Read-only. */
export function reviewDynamodb(
  store: DynamodbStore,
  steps: readonly MigrationStep<DynamodbAction>[],
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    steps.map(async ({ action }) => {
      if ('addIndex' in action) {
        const { table = store.table, name } = action.addIndex
        const items = await describeContents(store, table)
        return items ? [`backfills ${name} from ${table} (${items}): slow, and consumes write capacity`] : []
      }
      if ('dropIndex' in action) {
        const { table = store.table, name } = action.dropIndex
        const items = await describeContents(store, table)
        return items ? [`breaks queries of ${table} that use ${name} (${items})`] : []
      }
      if ('deleteTable' in action) {
        const { table = store.table } = action.deleteTable
        const items = await describeContents(store, table)
        return items ? [`deletes ${table}, which contains data (${items})`] : []
      }
      return 'run' in action ? ['runs custom code, which a plan cannot analyze'] : []
    }),
  )
}

/**
 * `undefined` if the table is missing or empty. DynamoDB updates its item count every few hours, so this reads one
 * item.
 */
async function describeContents(store: DynamodbStore, table: string): Promise<string | undefined> {
  const found = await describeTable(store.client, table)
  if (found === undefined) return undefined
  const { Count } = await store.client.send(new ScanCommand({ TableName: table, Limit: 1 }))
  if (!Count) return undefined
  return found.ItemCount ? `about ${found.ItemCount} items` : 'not empty'
}
