import { type Entity, getPlaceIn } from '../../../domain/entities/entity.js'
import type { ViewColumn, ViewType } from '../../contracts/view-reader.js'
import type { PostgresStore } from '../client/postgres-store.js'

/** Other types are shown as text. */
const TYPES: Readonly<Record<string, ViewType>> = {
  uuid: 'UUID',
  int2: 'BIGINT',
  int4: 'BIGINT',
  int8: 'BIGINT',
  float4: 'DOUBLE',
  float8: 'DOUBLE',
  bool: 'BOOLEAN',
  timestamptz: 'TIMESTAMP',
  numeric: 'DECIMAL',
  json: 'JSON',
  jsonb: 'JSON',
}
const NO_PREFIX = ['']

/** The columns of a table that its entity does not declare. Names that need quotes are left out. */
export async function listOtherColumns(
  { pool }: PostgresStore,
  entity: Entity,
): Promise<readonly ViewColumn[]> {
  const { rows } = await pool.query<{ name: string; type: string }>(
    `SELECT attname AS name, typname AS type FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND quote_ident(attname) = attname
     ORDER BY attnum`,
    [getPlaceIn('postgres', entity).table],
  )
  return rows
    .filter(({ name }) => !(name in entity.fields))
    .map(({ name, type }) => ({ name, type: TYPES[type] ?? 'VARCHAR', path: name, prefixes: NO_PREFIX }))
}
