import { KINDS_OF_STORE, type RecordBatch } from '../../domain/world-records.js'
import type { StoredRecord } from '../data-store.js'
import { storedRow } from './scan-table.js'
import { isPostgresKind, type PostgresKind, SEEDED_TABLES } from './seeded-tables.js'

/** How the records of a batch would be read. */
export function storedRows(batch: RecordBatch): readonly StoredRecord[] {
  return KINDS_OF_STORE.postgres.filter(isPostgresKind).flatMap((kind) => storedOf(kind, batch))
}

function storedOf(kind: PostgresKind, batch: RecordBatch): readonly StoredRecord[] {
  const { columns } = SEEDED_TABLES[kind]
  const names = columns.map(({ name }) => name)
  const types = columns.map(({ type }) => type)
  const rows: readonly unknown[] = batch[kind] ?? []
  return rows.map((row) =>
    storedRow(
      kind,
      names,
      types,
      columns.map(({ value }) => {
        const found = value(row as never)
        return found === null ? null : String(found)
      }),
    ),
  )
}
