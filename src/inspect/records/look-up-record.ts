import { EJSON } from 'bson'
import { isUuid } from '../../core/is-uuid.js'
import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import { formatCommandLine } from './command-line.js'
import { getColumnList, queryEntity } from './query-rows.js'
import type { RecordSources } from './record-view.js'
import { lookUpItem } from './todo-lookups.js'

/** Finds a record by its id, without prefix. Secret fields are left out. */
export async function lookUpRecord(
  sources: RecordSources,
  entity: Entity,
  id: string,
): Promise<PlainRecord | undefined> {
  const { place } = entity
  if (place.store === 'dynamodb') return lookUpItem(sources.dynamodb, id, place.sortKeyPrefix)
  return (await readRecords(sources, entity, [id]))[0]
}

/** Finds records of PostgreSQL or MongoDB by their ids, with one query. Ids that do not exist are missing from the map. */
export async function lookUpRecords(
  sources: RecordSources,
  entity: Entity,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PlainRecord>> {
  const records = await readRecords(sources, entity, [...new Set(ids)])
  return new Map(records.map((record) => [getRecordId(entity, record), record]))
}

async function readRecords(
  { postgres, mongo }: RecordSources,
  entity: Entity,
  ids: readonly string[],
): Promise<readonly PlainRecord[]> {
  const {
    place,
    id: { fields, prefix = '' },
  } = entity
  const [idField = ''] = fields
  if (ids.length === 0) return []
  if (place.store === 'postgres') {
    const valid = entity.fields[idField]?.type === 'uuid' ? ids.filter((id) => isUuid(id)) : ids
    if (valid.length === 0) return []
    const text = `SELECT * FROM ${place.table} WHERE ${idField} = ANY($1)`
    return queryEntity(postgres, entity, { text, values: [valid] })
  }
  if (place.store === 'mongo')
    return mongo.find(place.collection, { filter: { [idField]: { $in: ids.map((id) => `${prefix}${id}`) } } })
  throw new RangeError(`Records of ${entity.plural} cannot be read by a list of ids.`)
}

/** The command that shows the record. */
export function formatRecordQuery(entity: Entity, id: string, record: PlainRecord): string {
  const { place } = entity
  const [idField = ''] = entity.id.fields
  switch (place.store) {
    case 'postgres': {
      const sql = `SELECT ${getColumnList(entity, record)} FROM ${place.table} WHERE ${idField} = :id`
      return formatCommandLine('query', 'postgres', sql, '-p', `id=${id}`)
    }
    case 'dynamodb':
      return formatCommandLine(
        'query',
        'dynamodb',
        '--pk',
        String(record['PK']),
        '--sk',
        String(record['SK']),
      )
    default: {
      const value = JSON.stringify(`${entity.id.prefix ?? ''}${id}`)
      return formatCommandLine('query', 'mongo', `${place.collection}.find({${idField}: ${value}})`)
    }
  }
}

/** The record as JSON: a document of MongoDB as relaxed Extended JSON. */
export function toPlainRecord({ place }: Entity, record: object): PlainRecord {
  return place.store === 'mongo' ? EJSON.serialize(record, { relaxed: true }) : { ...record }
}
