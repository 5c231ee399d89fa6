import { isUuid } from '../../../core/is-uuid.js'
import type { PostgresEndpoint } from '../../../core/store-types.js'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import {
  type RecordAccess,
  type RecordReader,
  type RecordReaderOptions,
  toRecordReader,
} from '../../contracts/record-access.js'
import { openPostgresStore, type PostgresStore } from '../client/postgres-store.js'
import { findPartialRows } from './find-partial-rows.js'
import { listTable, listTableOrders } from './list-table.js'
import { getColumnList, queryEntity } from './query-rows.js'
import { searchTable } from './search-table.js'

/** Shorter than that of other commands: somebody looks at the screen. */
const CONNECT_TIMEOUT_MS = 10_000

export async function openPostgresRecords(
  endpoint: PostgresEndpoint,
  options: RecordReaderOptions,
): Promise<RecordReader<PostgresStore>> {
  const client = openPostgresStore(endpoint, { connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options })
  return toRecordReader(client, createPostgresRecords(client))
}

export function createPostgresRecords(store: PostgresStore): RecordAccess {
  const getTable = (entity: Entity): string => getPlaceIn('postgres', entity).table
  const findAll: RecordAccess['findAll'] = async (entity, ids) => {
    const [idField = ''] = entity.id.fields
    const valid = entity.fields[idField]?.type === 'uuid' ? ids.filter((id) => isUuid(id)) : ids
    if (valid.length === 0) return []
    const text = `SELECT * FROM ${getTable(entity)} WHERE ${idField} = ANY($1)`
    return queryEntity(store, entity, { text, values: [valid] })
  }
  return {
    async find(entity, id) {
      if (entity.id.fields.length === 1) return (await findAll(entity, [id]))[0]
      const conditions = listIdConditions(entity, id)
      if (conditions.some(({ field, value }) => entity.fields[field]?.type === 'uuid' && !isUuid(value)))
        return undefined
      const where = conditions.map(({ field }, i) => `${field} = $${i + 1}`).join(' AND ')
      const text = `SELECT * FROM ${getTable(entity)} WHERE ${where}`
      const values = conditions.map(({ value }) => value)
      return (await queryEntity<PlainRecord>(store, entity, { text, values }))[0]
    },
    findAll,
    findPartial: async (entity, part, size) => findPartialRows(store, entity, part, size),
    search: (entity, ...request) => searchTable(store, entity, ...request),
    list: async (entity, request) => listTable(store, entity, request),
    listOrders: async (entity) => listTableOrders(store, entity),
    listReferring(entity, { field, prefix = '' }, id) {
      // A path into a column, as of events: they have a list of their own.
      if (field.includes('.')) return undefined
      const [idField = ''] = entity.id.fields
      const value = `${prefix}${id}`
      const from = `FROM ${getTable(entity)} WHERE ${field}`
      return {
        query: ['query', 'postgres', `SELECT ${getColumnList(entity)} ${from} = :id`, '-p', `id=${value}`],
        async read(size, after) {
          const condition = after === undefined ? '' : `AND ${idField} > $2`
          const values = after === undefined ? [value] : [value, after]
          const text = `SELECT * ${from} = $1 ${condition} ORDER BY ${idField} LIMIT ${size}`
          return queryEntity(store, entity, { text, values })
        },
      }
    },
    toQuery(entity, id, record) {
      const conditions =
        entity.id.fields.length === 1
          ? [{ field: entity.id.fields[0], name: 'id', value: id }]
          : listIdConditions(entity, id).map((each) => ({ ...each, name: each.field }))
      const where = conditions.map(({ field, name }) => `${field} = :${name}`).join(' AND ')
      const sql = `SELECT ${getColumnList(entity, record)} FROM ${getTable(entity)} WHERE ${where}`
      return [
        'query',
        'postgres',
        sql,
        ...conditions.flatMap(({ name, value }) => ['-p', `${name}=${value}`]),
      ]
    },
  }
}

/** The fields of an id that consists of several ones, separated by `/`. */
function listIdConditions(
  { id: { fields } }: Entity,
  id: string,
): readonly { readonly field: string; readonly value: string }[] {
  const values = id.split('/')
  return fields.map((field, i) => ({ field, value: values[i] ?? '' }))
}
