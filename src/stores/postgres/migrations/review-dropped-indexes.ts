import type { StepWarning } from '../../contracts/step-warning.js'
import type { Queryable } from '../client/queryable.js'
import { SqlReader } from '../sql/sql-reader.js'
import type { TableFinder } from './table-finder.js'

/** What DROP INDEX means for tables that contain rows. */
export async function reviewDroppedIndexes(
  client: Queryable,
  tables: TableFinder,
  statement: string,
): Promise<readonly StepWarning[]> {
  const reader = new SqlReader(statement)
  if (!reader.take('drop', 'index')) return []
  const isConcurrent = reader.take('concurrently')
  reader.take('if', 'exists')
  const found: StepWarning[] = []
  for (const index of reader.readTables()) {
    const { rows } = await client.query<{ oid: string; table: string }>(
      'SELECT indrelid AS oid, indrelid::regclass::text AS table FROM pg_index WHERE indexrelid = to_regclass($1)',
      [index],
    )
    for (const { oid, table } of rows) {
      const contents = await tables.describeContents(oid)
      if (contents === undefined) continue
      const effect = `queries of ${table} (${contents}) can no longer use ${index}`
      found.push({ text: isConcurrent ? effect : `${effect}; blocks reads and writes while it is dropped` })
    }
  }
  return found
}
