import { paginateScan } from '@aws-sdk/client-dynamodb'
import type { OtherData } from '../../contracts/data-store.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { isAccessDenied } from '../client/is-access-denied.js'
import { listOwnTables } from '../own-tables/list-own-tables.js'

/** Larger tables are not counted, which would read them completely. */
const MAX_COUNTED = 100_000

/** The own tables with items, which a scan does not read. */
export async function listOtherTables(store: DynamodbStore): Promise<readonly OtherData[]> {
  const names = await listOwnTables(store)
  const found = await Promise.all(
    names.map(async (name) => ({ name, records: await countItems(store, name) })),
  )
  return found.filter(({ records }) => records !== 0).map((table) => ({ kind: 'table' as const, ...table }))
}

/** Null for a table that is large or may not be read. */
async function countItems({ client, budget }: DynamodbStore, table: string): Promise<number | null> {
  let count = 0
  try {
    const pages = paginateScan(
      { client },
      { TableName: table, Select: 'COUNT', ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' },
    )
    for await (const { Count = 0, ConsumedCapacity } of pages) {
      await budget.read.spend(ConsumedCapacity?.CapacityUnits ?? 0)
      count += Count
      if (count > MAX_COUNTED) return null
    }
    return count
  } catch (error) {
    if (isAccessDenied(error)) return null
    throw error
  }
}
