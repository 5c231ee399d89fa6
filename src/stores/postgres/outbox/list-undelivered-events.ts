import type pg from 'pg'
import type { UndeliveredEvent } from '../../contracts/data-store.js'

const MAX_UNDELIVERED_EVENTS = 1000

/** Lists outbox entries older than `before`, and dead letters. A restored dump may not contain these tables. */
export async function listUndeliveredEvents(
  pool: pg.Pool,
  before: Date,
): Promise<readonly UndeliveredEvent[]> {
  const waiting = await queryIfTableExists(
    pool,
    'outbox',
    `SELECT id::text AS id, envelope ->> 'type' AS type, '' AS error FROM outbox WHERE created_at < $1 LIMIT ${MAX_UNDELIVERED_EVENTS}`,
    [before],
  )
  const dead = await queryIfTableExists(
    pool,
    'platform.dead_letters',
    `SELECT event_id::text AS id, consumer AS type, error FROM platform.dead_letters LIMIT ${MAX_UNDELIVERED_EVENTS}`,
    [],
  )
  return [
    ...waiting.map(({ id, type }) => ({
      id,
      message: `Event ${id} (${type}) is undelivered in the outbox.`,
    })),
    ...dead.map(({ id, type, error }) => ({
      id,
      message: `Event ${id} is a dead letter of ${type}: ${error}`,
    })),
  ]
}

interface UndeliveredRow {
  readonly id: string
  readonly type: string
  readonly error: string
}

async function queryIfTableExists(
  pool: pg.Pool,
  table: string,
  statement: string,
  values: readonly unknown[],
): Promise<readonly UndeliveredRow[]> {
  const { rows } = await pool.query<{ name: string | null }>('SELECT to_regclass($1)::text AS name', [table])
  return rows[0]?.name == null ? [] : (await pool.query<UndeliveredRow>(statement, [...values])).rows
}
