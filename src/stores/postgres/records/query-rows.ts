import type { PoolClient } from 'pg'
import type { Entity } from '../../../domain/entities/entity.js'
import type { PostgresRequest } from '../../../core/store-types.js'
import { EXACT_TYPES } from '../client/exact-types.js'
import type { PostgresStore } from '../client/postgres-store.js'

/** A store, or one of its connections. */
export interface RowSource {
  readonly pool: Pick<PostgresStore['pool'] | PoolClient, 'query'>
}

/** Returns rows with times as ISO 8601 strings, as declared in the row types. */
export async function queryRows<Row>(store: RowSource, request: PostgresRequest): Promise<readonly Row[]> {
  const { rows } = await store.pool.query<Record<string, unknown>>({ ...request, types: EXACT_TYPES })
  return rows.map(
    (row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          value instanceof Date ? value.toISOString() : value,
        ]),
      ) as Row,
  )
}

/**
 * Returns rows of `SELECT *` from the table of an entity, with the columns that the user's own migrations have added, and
 * without secret fields, which are never shown.
 */
export async function queryEntity<Row>(
  store: RowSource,
  entity: Entity,
  request: PostgresRequest,
): Promise<readonly Row[]> {
  const rows = await queryRows<Record<string, unknown>>(store, request)
  const secrets = listSecrets(entity)
  if (secrets.length === 0) return rows as readonly Row[]
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !secrets.includes(name))) as Row,
  )
}

/** What a command that shows records of an entity selects: the columns of this record, if some are secret. */
export function getColumnList(entity: Entity, record?: object): string {
  const secrets = listSecrets(entity)
  if (secrets.length === 0) return '*'
  return Object.keys(record ?? entity.fields)
    .filter((name) => !secrets.includes(name))
    .join(', ')
}

function listSecrets({ fields }: Entity): readonly string[] {
  return Object.entries(fields).flatMap(([name, { secret }]) => (secret ? [name] : []))
}
