import { isRecord } from '../../../core/is-record.js'
import { loadMigrations } from '../../../migrations/migration-set.js'

/** The indexes of the DynamoDB table that the bundled migrations create, for the completion of shells. */
export async function listBundledIndexes(): Promise<readonly string[]> {
  const { dynamodb } = await loadMigrations({})
  return dynamodb.flatMap(({ up }) => up.flatMap(({ action }) => listIndexes(action)))
}

function listIndexes(action: unknown): readonly string[] {
  if (!isRecord(action)) return []
  const { createTable, addIndex } = action
  const created = isRecord(createTable) && Array.isArray(createTable['indexes']) ? createTable['indexes'] : []
  return [...(created as readonly unknown[]), addIndex].flatMap((index) =>
    isRecord(index) ? String(index['name']) : [],
  )
}
