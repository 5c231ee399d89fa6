import type pg from 'pg'
import QueryStream from 'pg-query-stream'
import { toCanonicalJson } from '../../canonical-json.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { SCAN_FETCH_SIZE, SCAN_PAGE_SIZE } from '../../scan-page-size.js'
import type { SeededTable } from './seeded-tables.js'

/** Reads all rows of a table on a connection whose time zone is UTC. */
export async function* scanTable(
  client: pg.ClientBase,
  seeded: SeededTable,
): AsyncGenerator<readonly StoredRecord[]> {
  const { table, columns } = seeded
  const actualTypes = await readColumnTypes(client, table)
  const names = columns.map(({ name }) => name)
  const types = names.map((name) => actualTypes.get(name) ?? '')
  const list = names.map((name) => `${name}::text AS ${name}`).join(', ')
  const stream = client.query(
    new QueryStream(`SELECT ${list} FROM ${table}`, [], { batchSize: SCAN_FETCH_SIZE, rowMode: 'array' }),
  )
  let page: StoredRecord[] = []
  for await (const row of stream as AsyncIterable<readonly (string | null)[]>) {
    page.push(toStoredRow(seeded, types, row))
    if (page.length < SCAN_PAGE_SIZE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/**
 * Converts a row of strings to a record. `types` are the actual column types, which may differ from the declared ones.
 */
export function toStoredRow(
  { kind, columns, idColumns }: SeededTable,
  types: readonly string[],
  row: readonly (string | null)[],
): StoredRecord {
  const fields: Record<string, unknown> = {}
  const values = columns.map(({ name }, i) => (fields[name] = parseValue(types[i] ?? '', row[i] ?? null)))
  const id = idColumns.map((column) => row[column]).join('/')
  return { kind, id, canonical: toCanonicalJson([kind, types, values]), fields }
}

function parseValue(type: string, text: string | null): unknown {
  if (text === null) return null
  switch (type) {
    case 'timestamp with time zone':
      return normalizeTimestamp(text)
    case 'integer':
      return Number(text)
    case 'jsonb':
      return JSON.parse(text) as unknown
    default:
      return text
  }
}

/** Converts both `2024-10-03 14:30:00+00` and `2024-10-03T14:30:00.000Z` to `2024-10-03T14:30:00Z`. */
function normalizeTimestamp(text: string): string {
  return text
    .replace(' ', 'T')
    .replace(/(\.\d*?)0*(\+00|Z)$/, '$1Z')
    .replace(/\.?(\+00|Z)$/, 'Z')
}

async function readColumnTypes(client: pg.ClientBase, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type
     FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}
