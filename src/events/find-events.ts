import type { EventEnvelope } from '../domain/event-envelope.js'
import { EXACT_TYPES } from '../stores/postgres/client/exact-types.js'
import type { LoggedEvent, Queryable } from './event-log.js'

/** Conditions on events; all optional. */
export interface EventFilter {
  readonly familyId?: string
  readonly correlationId?: string
  /** An event type, or a prefix with `*`, such as `budget.*`. */
  readonly type?: string
}

const MATCH_CONDITION = `
  ($2::text IS NULL OR envelope ->> 'familyid' = $2)
  AND ($3::text IS NULL OR envelope ->> 'correlationid' = $3)
  AND ($4::text IS NULL OR type = $4 OR (right($4, 1) = '*' AND starts_with(type, left($4, -1))))
  AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())`

/**
 * Returns the latest matching events in the order of time, oldest first. The log has the order in which the relay moved the events
 * of the three stores. No index has the order of time: all of it is read, which takes 0.1 s for 200,000 events.
 */
export async function findLatestEvents(
  db: Queryable,
  filter: EventFilter,
  limit: number,
): Promise<readonly LoggedEvent[]> {
  const rows = await queryEvents(
    db,
    `WHERE $1::bigint >= 0 AND ${MATCH_CONDITION} ORDER BY "time" DESC, position DESC`,
    0n,
    filter,
    limit,
  )
  return rows.toReversed()
}

/**
 * After the latest events, new ones follow this position. `position` is that of the last event of the log before they were read:
 * the last one may be of another time, or not match.
 */
export function getFollowPosition(latest: readonly LoggedEvent[], position: bigint): bigint {
  return latest.reduce((last, each) => (each.position > last ? each.position : last), position)
}

/** Returns the matching events after a position, oldest first. */
export async function findEventsAfter(
  db: Queryable,
  position: bigint,
  filter: EventFilter,
  limit: number,
): Promise<readonly LoggedEvent[]> {
  return queryEvents(
    db,
    `WHERE position > $1 AND ${MATCH_CONDITION} ORDER BY position`,
    position,
    filter,
    limit,
  )
}

async function queryEvents(
  db: Queryable,
  where: string,
  position: bigint,
  filter: EventFilter,
  limit: number,
): Promise<readonly LoggedEvent[]> {
  const { rows } = await db.query<{ position: string; envelope: EventEnvelope }>({
    text: `SELECT position, envelope FROM platform.event_log ${where} LIMIT $5`,
    values: [
      position.toString(),
      filter.familyId ?? null,
      filter.correlationId ?? null,
      filter.type ?? null,
      limit,
    ],
    types: EXACT_TYPES,
  })
  return rows.map((row) => ({ position: BigInt(row.position), event: row.envelope }))
}
