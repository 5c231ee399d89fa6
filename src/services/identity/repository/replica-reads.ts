import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { parsePosition, type ReadFreshness } from '../../http/requests/read-freshness.js'

/** A read of a user that may be answered by a replica. */
export interface ReplicaRead {
  readonly principal: { readonly userId: string }
  readonly freshness: ReadFreshness
}

/** How many reads each server has answered since the start of the process. */
export interface ReadCounts {
  readonly primary: number
  readonly replica: number
}

/** Sends reads that may be older to a replica. */
export interface ReplicaReads {
  /**
   * Runs a query. A user sees all that the user has written: until the replica has reached the last write, the primary answers, and
   * so it does when the replica fails or does not have the record.
   */
  read<T>(read: ReplicaRead, query: (db: Pool) => Promise<T>): Promise<T>
  /** Notes that a user has written, and resolves to the position that a read must have reached to see it. */
  noteWrite(userId: string): Promise<string | undefined>
  readonly counts: ReadCounts
}

/** After this time, every replica that still answers has reached a write, milliseconds. */
const MAX_LAG_MS = 10 * 60_000
const MAX_USERS = 10_000
/** How long a replica is left alone after it has failed, milliseconds. */
const PAUSE_MS = 1000
/** How often the replica is asked for its position, milliseconds. */
const POSITION_AGE_MS = 50

/** All reads go to the primary. */
export function createPrimaryReads(pool: Pool): ReplicaReads {
  const counts = { primary: 0, replica: 0 }
  return {
    counts,
    async read(_read, query) {
      counts.primary++
      return query(pool)
    },
    noteWrite: () => Promise.resolve(undefined),
  }
}

/** Reads that may be older go to `replica`. */
export function createReplicaReads(primary: Pool, replica: Pool): ReplicaReads {
  const counts = { primary: 0, replica: 0 }
  const required = new LRUCache<string, bigint>({ max: MAX_USERS, ttl: MAX_LAG_MS })
  let failedAt = -Infinity
  let reached = 0n
  let askedAt = -Infinity

  const hasReached = async (position: bigint): Promise<boolean> => {
    if (reached >= position) return true
    if (performance.now() - askedAt < POSITION_AGE_MS) return false
    askedAt = performance.now()
    const { rows } = await replica.query<{ position: string | null }>(
      'SELECT pg_last_wal_replay_lsn()::text AS position',
    )
    reached = parsePosition(rows[0]?.position ?? '') ?? 0n
    return reached >= position
  }
  const mayAnswer = async ({ principal, freshness }: ReplicaRead): Promise<boolean> => {
    if (freshness.current || performance.now() - failedAt < PAUSE_MS) return false
    const positions = [required.get(principal.userId), freshness.after].filter(
      (position) => position !== undefined,
    )
    for (const position of positions) if (!(await hasReached(position))) return false
    return true
  }
  return {
    counts,
    async read(read, query) {
      try {
        if (await mayAnswer(read)) {
          const found = await query(replica)
          // It may have been created a moment ago.
          if (found !== undefined) {
            counts.replica++
            return found
          }
        }
      } catch (error) {
        // The primary has the same data, and newer; it reports what is wrong with the query.
        if (!(error instanceof HttpProblem)) failedAt = performance.now()
        reached = 0n
      }
      counts.primary++
      return query(primary)
    },
    async noteWrite(userId) {
      const { rows } = await primary.query<{ position: string }>(
        'SELECT pg_current_wal_lsn()::text AS position',
      )
      const position = rows[0]?.position
      const parsed = parsePosition(position ?? '')
      if (parsed !== undefined) required.set(userId, parsed)
      return position
    },
  }
}
