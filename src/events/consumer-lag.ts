import type { Queryable } from './event-log.js'

export interface ConsumerLag {
  readonly consumer: string
  /** Positions of the log after the offset. Positions may have gaps, so it is an upper bound of the events. */
  readonly lag: number
  /** Age of the first event after the offset, in seconds; 0 if there is none. */
  readonly oldestSeconds: number
}

/** Reads one row per consumer through the primary keys, so that its cost does not depend on the length of the log. */
const CONSUMER_LAGS_SQL = `
SELECT c.consumer,
  greatest(0, coalesce(last.position, 0) - coalesce(o.position, 0))::float8 AS lag,
  greatest(0, coalesce(extract(epoch FROM now() - next.time), 0))::float8 AS "oldestSeconds"
FROM unnest($1::text[]) AS c (consumer)
LEFT JOIN platform.consumer_offsets o USING (consumer)
LEFT JOIN LATERAL (SELECT position FROM platform.event_log ORDER BY position DESC LIMIT 1) last ON true
LEFT JOIN LATERAL (
  SELECT time FROM platform.event_log WHERE position > coalesce(o.position, 0) ORDER BY position LIMIT 1
) next ON true`

export async function readConsumerLags(
  queryable: Queryable,
  consumers: readonly string[],
): Promise<readonly ConsumerLag[]> {
  const { rows } = await queryable.query<ConsumerLag>(CONSUMER_LAGS_SQL, [consumers])
  return rows
}
