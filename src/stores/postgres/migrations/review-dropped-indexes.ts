import type { StepWarning } from '../../contracts/step-warning.js'
import type { Queryable } from '../client/queryable.js'
import { SqlReader } from '../sql/sql-reader.js'
import type { TableFinder } from './table-finder.js'

/** What DROP INDEX means for tables that contain rows, and whether a constraint prevents it, also with CASCADE. `isChanged` is as for `reviewConstraints`. */
export async function reviewDroppedIndexes(
  client: Queryable,
  tables: TableFinder,
  statement: string,
  isChanged: (name: string) => boolean,
): Promise<readonly StepWarning[]> {
  const reader = new SqlReader(statement)
  if (!reader.take('drop', 'index')) return []
  const isConcurrent = reader.take('concurrently')
  reader.take('if', 'exists')
  const found: StepWarning[] = []
  for (const index of reader.readTables()) {
    const { rows } = await client.query<{ oid: string; table: string; constraint: string | null }>(
      `SELECT i.indrelid AS oid, i.indrelid::regclass::text AS table, k.conname AS constraint
       FROM pg_index i LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
       WHERE i.indexrelid = to_regclass($1)`,
      [index],
    )
    for (const { oid, table, constraint } of rows) {
      if (constraint !== null && !isChanged(table) && !isChanged(index)) {
        const text = `fails: the constraint ${constraint} of ${table} requires the index ${index}`
        found.push({ text, fails: true })
        continue
      }
      const contents = await tables.describeContents(oid)
      if (contents === undefined) continue
      const effect = `queries of ${table} (${contents}) can no longer use ${index}`
      found.push({ text: isConcurrent ? effect : `${effect}; blocks reads and writes while it is dropped` })
    }
  }
  return found
}
