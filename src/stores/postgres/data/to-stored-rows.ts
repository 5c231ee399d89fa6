import type { PlainRecord } from '../../../domain/entities/entity.js'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { toStoredRow } from './scan-table.js'
import { listSeededTables, type SeededTable } from './seeded-tables.js'

/** Returns the records of a batch as a scan would return them. */
export function toStoredRows(batch: RecordBatch, entities: EntityRegistry): readonly StoredRecord[] {
  return listSeededTables(entities).flatMap((table) => toTableRows(table, batch[table.kind] ?? []))
}

function toTableRows(table: SeededTable, rows: readonly PlainRecord[]): readonly StoredRecord[] {
  const types = table.columns.map(({ type }) => type)
  return rows.map((row) =>
    toStoredRow(
      table,
      types,
      table.columns.map(({ value }) => {
        const found = value(row)
        return found === null ? null : String(found)
      }),
    ),
  )
}
