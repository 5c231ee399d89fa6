import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { ListOrder, ListPage, ListRequest } from '../../contracts/record-access.js'
import { listSorted, SORTED_RECORDS } from '../../contracts/sort-records.js'
import { cancelOnAbort } from '../client/cancel-statement.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { getColumnList, queryEntity, queryRows } from './query-rows.js'

/** Columns that can be compared, and that have a value in every row. */
export async function listTableOrders(store: PostgresStore, entity: Entity): Promise<readonly ListOrder[]> {
  const { fields, id } = entity
  const others = Object.entries(fields).flatMap(([name, { type, nullable, optional, secret }]) =>
    nullable || optional || secret || ['json', 'object', 'list'].includes(type) ? [] : [name],
  )
  const indexes = await readIndexes(store, getPlaceIn('postgres', entity).table)
  return [...new Set([...id.fields, ...others])].map((field) => ({
    field,
    index: indexes.get(field) ?? null,
  }))
}

/** The texts of the values of the columns of an order, because a Date has no microseconds. */
type Position = readonly string[]

/** A page of a table. The next one begins after the values of the last row, so that no row is read to be skipped. */
export async function listTable(
  store: PostgresStore,
  entity: Entity,
  { size, order, descending = false, after, signal }: ListRequest,
): Promise<ListPage> {
  const { table } = getPlaceIn('postgres', entity)
  const columns = [...new Set([...(order === undefined ? [] : [order]), ...entity.id.fields])]
  const sorted = `ORDER BY ${columns.map((name) => `${name}${descending ? ' DESC' : ''}`).join(', ')}`
  const index = (await readIndexes(store, table)).get(columns[0] ?? '') ?? null
  const read = async (
    source: Parameters<typeof queryEntity>[0],
    limit: number,
    passed: Position | undefined,
  ): Promise<readonly PlainRecord[]> => {
    const keys = columns.map((name, i) => `${name}::text AS "after ${i}"`).join(', ')
    const parameters = columns.map((_, i) => `$${i + 1}`).join(', ')
    const condition =
      passed === undefined ? '' : `WHERE (${columns.join(', ')}) ${descending ? '<' : '>'} (${parameters})`
    return queryEntity(source, entity, {
      text: `SELECT *, ${keys} FROM ${table} ${condition} ${sorted} LIMIT ${limit}`,
      values: [...(passed ?? [])],
    })
  }
  const toPosition = (row: PlainRecord): Position => columns.map((_, i) => String(row[`after ${i}`]))
  const query = ['query', 'postgres', `SELECT ${getColumnList(entity)} FROM ${table} ${sorted} LIMIT ${size}`]
  if (index === null) {
    const sort = async (passed: Position | undefined): Promise<readonly PlainRecord[]> => {
      const client = await store.pool.connect()
      try {
        return await cancelOnAbort(store, client, signal, async () =>
          read({ pool: client }, SORTED_RECORDS, passed),
        )
      } finally {
        client.release()
      }
    }
    const count = async (): Promise<number> => estimateCount(store, table)
    const page = await listSorted<Position>({ sort, toPosition, count }, { size, after })
    return { ...page, records: page.records.map(withoutPosition), index, query }
  }
  const rows = await read(store, size, after as Position | undefined)
  const last = rows.at(-1)
  return {
    records: rows.map(withoutPosition),
    ...(rows.length < size || last === undefined ? {} : { next: toPosition(last) }),
    index,
    read: rows.length,
    query,
  }
}

function withoutPosition(row: PlainRecord): PlainRecord {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('after ')))
}

async function estimateCount(store: PostgresStore, table: string): Promise<number> {
  const text = 'SELECT reltuples::float8 AS n FROM pg_class WHERE oid = to_regclass($1)'
  const [row] = await queryRows<{ readonly n: number }>(store, { text, values: [table] })
  return Math.max(0, row?.n ?? 0)
}

/** The indexes of all rows whose order can be read, by the first column. */
async function readIndexes(store: PostgresStore, table: string): Promise<ReadonlyMap<string, string>> {
  const text = `SELECT DISTINCT ON (a.attname) a.attname::text AS column, i.relname::text AS name
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_am m ON m.oid = i.relam AND m.amname = 'btree'
    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
    WHERE x.indrelid = to_regclass($1) AND x.indpred IS NULL AND x.indisvalid
    ORDER BY a.attname, x.indisprimary DESC, i.relname`
  const rows = await queryRows<{ readonly column: string; readonly name: string }>(store, {
    text,
    values: [table],
  })
  return new Map(rows.map(({ column, name }) => [column, name]))
}
