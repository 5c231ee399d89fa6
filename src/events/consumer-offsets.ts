import { consumerOffset } from './access-patterns.js'
import type { Queryable } from './event-log.js'

/** Returns the position up to which a consumer has handled the log; 0 for a new consumer. */
export async function readOffset(queryable: Queryable, consumer: string): Promise<bigint> {
  const { rows } = await queryable.query<{ position: string }>(consumerOffset.request(consumer))
  return BigInt(rows[0]?.position ?? 0)
}

/** Advances an offset; never moves it back. */
export async function saveOffset(queryable: Queryable, consumer: string, position: bigint): Promise<void> {
  await queryable.query(
    `INSERT INTO platform.consumer_offsets AS o (consumer, position) VALUES ($1, $2)
     ON CONFLICT (consumer) DO UPDATE SET position = excluded.position, updated_at = now()
     WHERE o.position < excluded.position`,
    [consumer, position.toString()],
  )
}
