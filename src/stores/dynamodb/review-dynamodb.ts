import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { MigrationStep } from '../migration-store.js'
import { describeTable } from './wait-until-active.js'
import type { DynamodbAction } from './dynamodb-action.js'
import type { DynamodbStore } from './dynamodb-store.js'

/** What each step would make wait or lose, given what the tables hold now. Reads only. */
export function reviewDynamodb(
  store: DynamodbStore,
  steps: readonly MigrationStep<DynamodbAction>[],
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    steps.map(async ({ action }) => {
      if ('addIndex' in action) {
        const { table = store.table, name } = action.addIndex
        const items = await describeContents(store, table)
        return items ? [`fills ${name} from ${table} (${items}): slow, and it costs write capacity`] : []
      }
      if ('dropIndex' in action) {
        const { table = store.table, name } = action.dropIndex
        const items = await describeContents(store, table)
        return items ? [`queries of ${table} by ${name} fail from then on (${items})`] : []
      }
      if ('deleteTable' in action) {
        const { table = store.table } = action.deleteTable
        const items = await describeContents(store, table)
        return items ? [`deletes ${table}, which holds data (${items})`] : []
      }
      return 'run' in action ? ['runs code of its own, which a plan cannot look into'] : []
    }),
  )
}

/** Nothing where the table is not there or is empty. DynamoDB counts items only every few hours, so one is looked for. */
async function describeContents(store: DynamodbStore, table: string): Promise<string | undefined> {
  const found = await describeTable(store.client, table)
  if (found === undefined) return undefined
  const { Count } = await store.client.send(new ScanCommand({ TableName: table, Limit: 1 }))
  if (!Count) return undefined
  return found.ItemCount ? `about ${found.ItemCount} items` : 'not empty'
}
