import type pg from 'pg'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { copyRows } from './copy-rows.js'
import { withoutAppendOnlyTrigger } from './without-append-only-trigger.js'
import { listSeededTables, type SeededTable } from './seeded-tables.js'

/** Triggers may change a row while it is written: `updated_at` of the services' tables. A second update then keeps the value. */
const MAX_UPDATES = 3

/**
 * Inserts rows that are missing and updates those that exist, in the transaction of the caller. Rows are not deleted first,
 * since rows of the user's own tables may refer to them.
 */
export async function replaceRows(
  client: pg.ClientBase,
  entities: EntityRegistry,
  batch: RecordBatch,
  stored: readonly StoredRecord[],
): Promise<void> {
  await client.query('SET CONSTRAINTS ALL DEFERRED')
  await withoutAppendOnlyTrigger(
    client,
    stored.some(({ kind }) => kind === 'events'),
    async () => {
      for (const table of listSeededTables(entities)) {
        const rows = batch[table.kind] ?? []
        if (rows.length === 0) continue
        await stageRows(client, table, rows)
        await replaceStagedRows(
          client,
          table,
          entities.getByPlural(table.kind).id.emailField,
          stored.filter(({ kind }) => kind === table.kind),
        )
      }
    },
  )
  // Otherwise a violation would be reported as a failed commit, without the name of the constraint.
  await client.query('SET CONSTRAINTS ALL IMMEDIATE')
}

function getStagingTable({ kind }: SeededTable): string {
  return `pg_temp.repaired_${kind}`
}

async function stageRows(client: pg.ClientBase, table: SeededTable, rows: readonly object[]): Promise<void> {
  const staging = getStagingTable(table)
  await client.query(
    `CREATE TEMPORARY TABLE ${staging.replace('pg_temp.', '')} ON COMMIT DROP AS
     SELECT ${listColumns(table)} FROM ${table.table} WITH NO DATA`,
  )
  await copyRows(client, { ...table, table: staging }, rows as readonly Record<string, unknown>[])
}

async function replaceStagedRows(
  client: pg.ClientBase,
  table: SeededTable,
  emailField: string | undefined,
  stored: readonly StoredRecord[],
): Promise<void> {
  const staging = getStagingTable(table)
  const sameId = table.idColumns
    .map((i) => `t.${getColumnName(table, i)} = s.${getColumnName(table, i)}`)
    .join(' AND ')
  const ids = new Set(stored.map(({ id }) => id))
  // Only where the user has dropped the unique constraint.
  if (ids.size < stored.length) {
    await client.query(
      `DELETE FROM ${table.table} t USING ${staging} s WHERE ${sameId} AND EXISTS
       (SELECT FROM ${table.table} u WHERE ${sameId.replaceAll('t.', 'u.')} AND u.ctid > t.ctid)`,
    )
  }
  if (emailField !== undefined && ids.size > 0) {
    // Another row of the dataset may have been given this row's address.
    await client.query(
      `UPDATE ${table.table} t SET ${emailField} = t.${getColumnName(table, table.idColumns[0] ?? 0)} || '@repair.invalid'
       FROM ${staging} s WHERE ${sameId} AND t.${emailField} IS DISTINCT FROM s.${emailField}`,
    )
  }
  await client.query(
    `INSERT INTO ${table.table} (${listColumns(table)}) SELECT ${listColumns(table)} FROM ${staging} s
     WHERE NOT EXISTS (SELECT FROM ${table.table} t WHERE ${sameId})`,
  )
  const assignments = table.columns.map(({ name }) => `${name} = s.${name}`).join(', ')
  for (let update = 0; update < MAX_UPDATES; update++) {
    const { rowCount } = await client.query(
      `UPDATE ${table.table} t SET ${assignments} FROM ${staging} s
       WHERE ${sameId} AND (${listColumns(table, 't.')}) IS DISTINCT FROM (${listColumns(table, 's.')})`,
    )
    if (rowCount === 0) break
  }
}

function listColumns({ columns }: SeededTable, prefix = ''): string {
  return columns.map(({ name }) => `${prefix}${name}`).join(', ')
}

function getColumnName({ columns }: SeededTable, position: number): string {
  return columns[position]?.name ?? ''
}
