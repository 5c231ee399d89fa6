import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { PartialId } from '../../../domain/partial-id.js'
import { queryEntity, type RowSource } from './query-rows.js'

/** The rows whose ids begin and end like this, in the order of their ids: a range of the index of the primary key. */
export async function findPartialRows(
  source: RowSource,
  entity: Entity,
  part: PartialId,
  size: number,
): Promise<readonly PlainRecord[]> {
  const range = formatIdRange(entity, part)
  if (range === undefined) return []
  const { table } = getPlaceIn('postgres', entity)
  const text = `SELECT * FROM ${table} WHERE ${range} ORDER BY ${entity.id.fields[0]} LIMIT ${size}`
  return queryEntity(source, entity, { text, values: [] })
}

/** A condition, whose digits need no quotes; undefined if the ids are no UUIDs. */
export function formatIdRange(entity: Entity, { from, to, ending }: PartialId): string | undefined {
  const [id = ''] = entity.id.fields
  if (entity.fields[id]?.type !== 'uuid') return undefined
  return `(${id} >= '${from}' AND ${id} <= '${to}'${ending === '' ? '' : ` AND ${id}::text LIKE '%${ending}'`})`
}
