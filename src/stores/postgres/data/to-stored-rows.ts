import { SEEDED_ENTITIES, type RecordBatch } from '../../../domain/seeded-entities.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { toStoredRow } from './scan-table.js'
import { isPostgresEntity, type PostgresEntity, SEEDED_TABLES } from './seeded-tables.js'

/** Returns the records of a batch as a scan would return them. */
export function toStoredRows(batch: RecordBatch): readonly StoredRecord[] {
  return SEEDED_ENTITIES.postgres.filter(isPostgresEntity).flatMap((kind) => toEntityRows(kind, batch))
}

function toEntityRows(kind: PostgresEntity, batch: RecordBatch): readonly StoredRecord[] {
  const { columns } = SEEDED_TABLES[kind]
  const names = columns.map(({ name }) => name)
  const types = columns.map(({ type }) => type)
  const rows: readonly unknown[] = batch[kind] ?? []
  return rows.map((row) =>
    toStoredRow(
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
