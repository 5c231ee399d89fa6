import type { EventEnvelope } from '../domain/event-envelope.js'
import { handledDeadLetter } from './access-patterns.js'
import type { LoggedEvent, Queryable } from './event-log.js'

/** An event that a consumer failed to handle. */
export interface DeadLetter {
  readonly consumer: string
  readonly event: EventEnvelope
  readonly attempts: number
  /** The last error. */
  readonly error: string
  readonly firstFailedAt: string
  readonly lastFailedAt: string
}

/** Adds a dead letter, or adds the attempts to the existing one. */
export async function addDeadLetter(
  queryable: Queryable,
  consumer: string,
  logged: LoggedEvent,
  attempts: number,
  error: unknown,
): Promise<void> {
  await queryable.query(
    `INSERT INTO platform.dead_letters AS d (consumer, event_id, position, envelope, attempts, error)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (consumer, event_id) DO UPDATE
     SET attempts = d.attempts + excluded.attempts, error = excluded.error, last_failed_at = now()`,
    [consumer, logged.event.id, logged.position.toString(), logged.event, attempts, String(error)],
  )
}

/** Lists dead letters, oldest first; with `eventId`, only those of that event. */
export async function listDeadLetters(
  queryable: Queryable,
  eventId?: string,
): Promise<readonly DeadLetter[]> {
  const { rows } = await queryable.query<{
    consumer: string
    envelope: EventEnvelope
    attempts: number
    error: string
    first_failed_at: Date
    last_failed_at: Date
  }>(
    `SELECT consumer, envelope, attempts, error, first_failed_at, last_failed_at FROM platform.dead_letters
     WHERE $1::uuid IS NULL OR event_id = $1 ORDER BY position, consumer`,
    [eventId ?? null],
  )
  return rows.map((row) => ({
    consumer: row.consumer,
    event: row.envelope,
    attempts: row.attempts,
    error: row.error,
    firstFailedAt: row.first_failed_at.toISOString(),
    lastFailedAt: row.last_failed_at.toISOString(),
  }))
}

export async function countDeadLetters(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM platform.dead_letters',
  )
  return rows[0]?.count ?? 0
}

export async function deleteDeadLetter(
  queryable: Queryable,
  consumer: string,
  eventId: string,
): Promise<void> {
  await queryable.query(handledDeadLetter.request(consumer, eventId))
}
