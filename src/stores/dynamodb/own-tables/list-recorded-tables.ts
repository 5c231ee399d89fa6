import { isMissingTable } from '../client/is-missing-table.js'
import type { Item, ItemReader, ItemReaderPage } from '../client/item-reader.js'

/** The partition of the history table that names tables of the project. */
export const TABLE_PARTITION = 'TABLE'

/** A table that a migration of the project has created, or that came with a snapshot. */
export interface RecordedTable {
  readonly name: string
  /** Whether a migration has created it. Anything else may change or delete other tables, which is no schema drift. */
  readonly isMigrated: boolean
}

/** The tables that are recorded, sorted by name; none if the store was never migrated. `history` reads the history table. */
export async function listRecordedTables(history: ItemReader): Promise<readonly RecordedTable[]> {
  const tables: RecordedTable[] = []
  let start: Item | undefined
  try {
    do {
      const page: ItemReaderPage = await history.query({
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: TABLE_PARTITION } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      })
      for (const { SK, unmigrated } of page.Items ?? [])
        tables.push({ name: SK?.S ?? '', isMigrated: unmigrated?.BOOL !== true })
      start = page.LastEvaluatedKey
    } while (start !== undefined)
  } catch (error) {
    if (!isMissingTable(error)) throw error
  }
  return tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
