import type pg from 'pg'
import type { UndeliveredEvent } from '../data-store.js'

const LIMIT = 1000

/** Events in the outbox from before that moment, and dead letters; nothing where a dump lacks these tables. */
export async function undelivered(pool: pg.Pool, before: Date): Promise<readonly UndeliveredEvent[]> {
  const waiting = await rowsOf(
    pool,
    'outbox',
    `SELECT id::text AS id, envelope ->> 'type' AS type, '' AS error FROM outbox WHERE created_at < $1 LIMIT ${LIMIT}`,
    [before],
  )
  const dead = await rowsOf(
    pool,
    'platform.dead_letters',
    `SELECT event_id::text AS id, consumer AS type, error FROM platform.dead_letters LIMIT ${LIMIT}`,
    [],
  )
  return [
    ...waiting.map(({ id, type }) => ({ id, message: `Event ${id} (${type}) waits in the outbox.` })),
    ...dead.map(({ id, type, error }) => ({
      id,
      message: `Event ${id} is a dead letter of ${type}: ${error}`,
    })),
  ]
}

interface Row {
  readonly id: string
  readonly type: string
  readonly error: string
}

async function rowsOf(
  pool: pg.Pool,
  table: string,
  statement: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { rows } = await pool.query<{ name: string | null }>('SELECT to_regclass($1)::text AS name', [table])
  return rows[0]?.name == null ? [] : (await pool.query<Row>(statement, [...values])).rows
}
