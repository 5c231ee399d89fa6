import { isMissingTable } from '../client/is-missing-table.js'
import type { Item, ItemReader, ItemReaderPage } from '../client/item-reader.js'

/** The partition of the history table that names the tables which migrations of the project have created. */
export const TABLE_PARTITION = 'TABLE'

/** The names that are recorded, sorted; none if the store was never migrated. `history` reads the history table. */
export async function listRecordedTables(history: ItemReader): Promise<readonly string[]> {
  const names: string[] = []
  let start: Item | undefined
  try {
    do {
      const page: ItemReaderPage = await history.query({
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: TABLE_PARTITION } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      })
      names.push(...(page.Items ?? []).map(({ SK }) => SK?.S ?? ''))
      start = page.LastEvaluatedKey
    } while (start !== undefined)
  } catch (error) {
    if (!isMissingTable(error)) throw error
  }
  return names.toSorted()
}
