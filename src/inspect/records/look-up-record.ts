import { EJSON } from 'bson'
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
  return EJSON.serialize(record, { relaxed: true })
}
