import { EJSON, Long } from 'bson'
import { isRecord } from '../../core/is-record.js'
import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import type { RecordSources } from './record-view.js'

/** Finds a record by its id, without prefix. Secret fields are left out. */
export async function lookUpRecord(
  { records }: RecordSources,
  entity: Entity,
  id: string,
): Promise<PlainRecord | undefined> {
  return records[entity.place.store].find(entity, id)
}

/** Finds records by their ids. Ids that do not exist are missing from the map. */
export async function lookUpRecords(
  { records }: RecordSources,
  entity: Entity,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PlainRecord>> {
  const found = await records[entity.place.store].findAll(entity, [...new Set(ids)])
  return new Map(found.map((record) => [getRecordId(entity, record), record]))
}

/** The command that shows the record. */
export function formatRecordQuery(
  { records }: RecordSources,
  entity: Entity,
  id: string,
  record: PlainRecord,
): string {
  return formatCommandLine(...records[entity.place.store].toQuery(entity, id, record))
}

/** The record as JSON. Values that JSON lacks, such as decimals of MongoDB, are in relaxed Extended JSON. */
export function toPlainRecord(record: object): PlainRecord {
  return EJSON.serialize(keepLongs(record), { relaxed: true })
}

/** Relaxed Extended JSON would round these integers. */
function keepLongs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keepLongs)
  if (value instanceof Long && !Number.isSafeInteger(value.toNumber()))
    return { $numberLong: value.toString() }
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, keepLongs(each)]))
}
