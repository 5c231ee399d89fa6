import type { Entity } from '../../domain/entities/entity.js'
import type { PostgresRequest } from '../../stores/contracts/request.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'

/** Returns rows with times as ISO 8601 strings, as declared in the row types. */
export async function queryRows<Row>(
  store: PostgresStore,
  request: PostgresRequest,
): Promise<readonly Row[]> {
  const { rows } = await store.pool.query<Record<string, unknown>>(request)
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

/** The columns of an entity except secret ones, which are never shown. */
export function getColumnList({ fields }: Entity): string {
  const entries = Object.entries(fields)
  const shown = entries.filter(([, { secret }]) => !secret).map(([name]) => name)
  return shown.length === entries.length ? '*' : shown.join(', ')
}
