import { toLikePattern } from './match-type.js'
import { definePattern, type StorePattern } from '../stores/contracts/access-pattern.js'

export const eventById = definePattern({
  name: 'events.by-id',
  store: 'postgres',
  summary: 'an event by id',
  index: 'event_log_event_id_key',
  request: (id: string) => ({
    text: 'SELECT position, envelope FROM platform.event_log WHERE event_id = $1',
    values: [id],
  }),
  sample: (s) => [s.event],
})

/**
 * Stops at the first position that an open transaction could still fill. `limit` counts events of all types; the envelopes
 * of other types are not transferred.
 */
export const eventsAfter = definePattern({
  name: 'events.after',
  store: 'postgres',
  summary: 'the next events for a consumer',
  index: 'event_log_pkey',
  request: (position: bigint, limit: number, types: readonly string[]) => ({
    text: `SELECT position, CASE WHEN type LIKE ANY($3::text[]) THEN envelope END AS envelope FROM platform.event_log
WHERE position > $1 AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY position LIMIT $2`,
    values: [position.toString(), limit, types.map(toLikePattern)],
  }),
  sample: () => [0n, 100, []],
})

export const consumerOffset = definePattern({
  name: 'events.offset',
  store: 'postgres',
  summary: 'the offset of a consumer',
  index: 'consumer_offsets_pkey',
  request: (consumer: string) => ({
    text: 'SELECT position FROM platform.consumer_offsets WHERE consumer = $1',
    values: [consumer],
  }),
  sample: () => ['none'],
})

export const handledDeadLetter = definePattern({
  name: 'events.dead-letter',
  store: 'postgres',
  summary: 'a dead letter of a consumer, to delete it',
  index: 'dead_letters_pkey',
  request: (consumer: string, eventId: string) => ({
    text: 'DELETE FROM platform.dead_letters WHERE consumer = $1 AND event_id = $2',
    values: [consumer, eventId],
  }),
  sample: (s) => ['none', s.event],
})

/** The access patterns of the event log and its consumers, in the order in which `explain` runs them. */
export const EVENT_LOG_PATTERNS: readonly StorePattern<'postgres'>[] = [
  eventById,
  eventsAfter,
  consumerOffset,
  handledDeadLetter,
]
