import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { ListPage, ListRequest } from '../../contracts/record-access.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { getColumnList, queryEntity, queryRows } from './query-rows.js'

/** Columns that can be compared, and that have a value in every row. */
export function listOrderColumns({ fields, id }: Entity): readonly string[] {
  const others = Object.entries(fields).flatMap(([name, { type, nullable, optional, secret }]) =>
    nullable || optional || secret || ['json', 'object', 'list'].includes(type) ? [] : [name],
  )
  return [...new Set([...id.fields, ...others])]
}

/** A page of a table. The next one begins after the values of the last row, so that no row is read to be skipped. */
export async function listTable(
  store: PostgresStore,
  entity: Entity,
  { size, order, descending = false, after }: ListRequest,
): Promise<ListPage> {
  const { table } = getPlaceIn('postgres', entity)
  const [id = ''] = entity.id.fields
  const columns = [...new Set([...(order === undefined ? [] : [order]), ...entity.id.fields])]
  const direction = descending ? ' DESC' : ''
  const sorted = `ORDER BY ${columns.map((name) => `${name}${direction}`).join(', ')}`
  const values = Array.isArray(after) ? (after as readonly unknown[]) : []
  const parameters = columns.map((_, i) => `$${i + 1}`).join(', ')
  const condition =
    values.length === 0 ? '' : `WHERE (${columns.join(', ')}) ${descending ? '<' : '>'} (${parameters}) `
  // The texts of the values, because a Date has no microseconds.
  const keys = columns.map((name, i) => `${name}::text AS "after ${i}"`).join(', ')
  const [rows, index] = await Promise.all([
    queryEntity<PlainRecord>(store, entity, {
      text: `SELECT *, ${keys} FROM ${table} ${condition}${sorted} LIMIT ${size}`,
      values: [...values],
    }),
    findIndex(store, table, order ?? id),
  ])
  const last = rows.at(-1)
  return {
    records: rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('after '))),
    ),
    ...(rows.length < size || last === undefined
      ? {}
      : { next: columns.map((_, i) => String(last[`after ${i}`])) }),
    index,
    ...(index === null ? {} : { read: rows.length }),
    query: ['query', 'postgres', `SELECT ${getColumnList(entity)} FROM ${table} ${sorted} LIMIT ${size}`],
  }
}

/** An index of all rows that begins with this column. */
async function findIndex(store: PostgresStore, table: string, column: string): Promise<string | null> {
  const text = `SELECT i.relname::text AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
    WHERE x.indrelid = to_regclass($1) AND a.attname = $2 AND x.indpred IS NULL AND x.indisvalid
    ORDER BY x.indisprimary DESC, name LIMIT 1`
  const [found] = await queryRows<{ readonly name: string }>(store, { text, values: [table, column] })
  return found?.name ?? null
}
