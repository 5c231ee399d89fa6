import QueryStream from 'pg-query-stream'
import type { PostgresEndpoint } from '../../../core/store-types.js'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import { listStoredValues } from '../../contracts/stored-values.js'
import type { Restriction, ViewColumn, ViewRead, ViewReader } from '../../contracts/view-reader.js'
import { SCAN_FETCH_SIZE } from '../../scan-page-size.js'
import { openPostgresStore, type PostgresStore } from '../client/postgres-store.js'
import { listOtherColumns } from './list-other-columns.js'
import { explainRead } from './explain-read.js'

/** More are compared one by one, without the index. */
const MAX_EMAILS = 100

/** Reads rows with their values as text. Times are in UTC. */
export async function openPostgresViewReader(endpoint: PostgresEndpoint): Promise<ViewReader> {
  const store = openPostgresStore(endpoint, { maxConnections: 2 })
  return {
    maxKeys: 5000,
    hosts: store.hosts,
    listIndexedPaths: async (entity) => listIndexedColumns(store, entity),
    listOtherColumns: async (entity) => listOtherColumns(store, entity),
    async estimateCount(entity, limit) {
      const { rows } = await store.pool.query<{ count: string }>(
        `SELECT count(*) FROM (SELECT FROM ${getTable(entity)} LIMIT $1) AS rows`,
        [limit],
      )
      return Number(rows[0]?.count)
    },
    read: (read) => readRows(store, read),
    [Symbol.asyncDispose]: async () => store[Symbol.asyncDispose](),
  }
}

function getTable(entity: Entity): string {
  return getPlaceIn('postgres', entity).table
}

async function listIndexedColumns(store: PostgresStore, entity: Entity): Promise<ReadonlySet<string>> {
  const { rows } = await store.pool.query<{ column: string }>(
    `SELECT attname AS column FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
     WHERE indrelid = CAST($1 AS regclass) AND indpred IS NULL AND indisvalid`,
    [getTable(entity)],
  )
  const { emailField } = entity.id
  return new Set([...rows.map(({ column }) => column), ...(emailField === undefined ? [] : [emailField])])
}

async function* readRows(store: PostgresStore, read: ViewRead): AsyncGenerator<readonly PlainRecord[]> {
  const { signal } = read
  const request = buildRequest(read)
  const client = await store.pool.connect()
  let finished = false
  let returned = 0
  const cancel = (): void => client.release(true)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    signal?.throwIfAborted()
    await client.query(`BEGIN READ ONLY; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'`)
    const stream = client.query(
      new QueryStream(request.text, request.values, { batchSize: SCAN_FETCH_SIZE, rowMode: 'array' }),
    )
    let page: PlainRecord[] = []
    for await (const row of stream as AsyncIterable<readonly (string | null)[]>) {
      page.push(toRecord(read.columns, row))
      if (page.length < SCAN_FETCH_SIZE) continue
      returned += page.length
      yield page
      page = []
    }
    returned += page.length
    if (page.length > 0) yield page
    const plan = read.explain ? await explainRead(client, request) : {}
    read.onRequest?.({ request: request.text, requests: 1, returned, ...plan })
    await client.query('ROLLBACK')
    finished = true
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
    if (!signal?.aborted) client.release(!finished)
  }
}

/** Rows are built by path, as the records of the other stores are. */
function toRecord(columns: readonly ViewColumn[], row: readonly (string | null)[]): PlainRecord {
  const record: Record<string, unknown> = {}
  for (const [i, { path }] of columns.entries()) record[path] = row[i]
  return record
}

function buildRequest({ entity, columns, anyOf }: ViewRead): { text: string; values: unknown[] } {
  const values: unknown[] = []
  const list = columns.map(({ path }) => `${toExpression(path)}::text`).join(', ') || 'NULL'
  const conditions = anyOf?.map((each) => buildCondition(each, entity, values))
  const where = conditions === undefined ? '' : ` WHERE ${conditions.join(' OR ')}`
  return { text: `SELECT ${list} FROM ${getTable(entity)}${where}`, values }
}

/** The SQL of a field: a column, or a value in a column with JSON. */
function toExpression(path: string): string {
  const [column = '', ...rest] = path.split('.')
  return rest.length === 0 ? column : `(${column} #>> '{${rest.join(',')}}')`
}

function buildCondition(restriction: Restriction, entity: Entity, values: unknown[]): string {
  const parts = restriction.flatMap((condition) => {
    const { column, from, to } = condition
    const field = toExpression(column.path)
    const found: string[] = []
    if (condition.values !== undefined) {
      const declared = entity.fields[column.path]
      const type = declared?.type === 'uuid' ? 'uuid' : 'text'
      const position = values.push([...listStoredValues(condition)])
      found.push(`${declared === undefined ? `${field}::text` : field} = ANY($${position}::${type}[])`)
      // The index of email addresses ignores case.
      if (column.path === entity.id.emailField && condition.values.length <= MAX_EMAILS) {
        const emails = condition.values.map((email) => `lower($${values.push(email)})`)
        found.push(`lower(${field}) = ANY(ARRAY[${emails.join(', ')}]::text[])`)
      }
    }
    if (from !== undefined) found.push(`${field} >= $${values.push(from.toISOString())}::timestamptz`)
    if (to !== undefined) found.push(`${field} <= $${values.push(to.toISOString())}::timestamptz`)
    return found
  })
  return `(${parts.join(' AND ')})`
}
