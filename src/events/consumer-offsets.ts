import { setTimeout as sleep } from 'node:timers/promises'
import { consumerOffset } from './access-patterns.js'
import type { Queryable } from './event-log.js'

/** Consumers that handle the same events are done at about the same time. */
const COLLECT_MS = 5

/** Returns the position up to which a consumer has handled the log; 0 for a new consumer. */
export async function readOffset(queryable: Queryable, consumer: string): Promise<bigint> {
  const { rows } = await queryable.query<{ position: string }>(consumerOffset.request(consumer))
  return BigInt(rows[0]?.position ?? 0)
}

/** Saves the offsets of the consumers of a process, several in one statement. */
export class OffsetWriter {
  readonly #db: Queryable
  #waiting = new Map<string, bigint>()
  #next: Promise<void> | undefined

  constructor(db: Queryable) {
    this.#db = db
  }

  /** Resolves when the offset is saved. It is advanced, never moved back. */
  async save(consumer: string, position: bigint): Promise<void> {
    this.#waiting.set(consumer, position)
    this.#next ??= this.#saveSoon()
    await this.#next
  }

  async #saveSoon(): Promise<void> {
    await sleep(COLLECT_MS)
    const offsets = [...this.#waiting]
    this.#waiting = new Map()
    this.#next = undefined
    await this.#db.query(
      `INSERT INTO platform.consumer_offsets AS o (consumer, position)
       SELECT * FROM unnest($1::text[], $2::bigint[]) AS given (consumer, position) ORDER BY consumer
       ON CONFLICT (consumer) DO UPDATE SET position = excluded.position, updated_at = now()
       WHERE o.position < excluded.position`,
      [offsets.map(([consumer]) => consumer), offsets.map(([, position]) => position.toString())],
    )
  }
}
