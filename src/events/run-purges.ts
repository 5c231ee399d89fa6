import type { Pool } from 'pg'
import { Notifier } from '../core/notifier.js'

/** Records of PostgreSQL that are not needed after some time. */
export interface Purge {
  readonly name: string
  /** Deletes at most `limit` records and returns how many there were. */
  run(db: Pool, now: Date, limit: number): Promise<number>
}

/** Defines a purge of the rows of a table whose time in a column is older than a number of days. */
export function definePurge(purge: {
  readonly name: string
  readonly table: string
  readonly key: readonly string[]
  readonly column: string
  readonly days: number
}): Purge {
  const key = purge.key.join(', ')
  return {
    name: purge.name,
    async run(db, now, limit) {
      const before = new Date(now.getTime() - purge.days * 86_400_000)
      // A row that another transaction has locked is in use; the next run deletes it.
      const { rowCount } = await db.query(
        `DELETE FROM ${purge.table} WHERE (${key}) IN (
           SELECT ${key} FROM ${purge.table} WHERE ${purge.column} < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
        [before, limit],
      )
      return rowCount ?? 0
    },
  }
}

const BATCH_SIZE = 1000
/** After the start, which has other work. */
const FIRST_DELAY_MS = 60_000
const INTERVAL_MS = 3_600_000

export interface PurgeLoopOptions {
  readonly db: Pool
  readonly purges: readonly Purge[]
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Runs all purges every hour until `signal` is aborted. */
export async function runPurgeLoop(options: PurgeLoopOptions): Promise<void> {
  const { signal } = options
  const pause = new Notifier()
  await pause.wait(FIRST_DELAY_MS, signal)
  while (!signal.aborted) {
    await runPurges(options, new Date())
    await pause.wait(INTERVAL_MS, signal)
  }
}

/** Runs each purge until nothing is left. A failed purge does not stop the others. */
export async function runPurges(options: PurgeLoopOptions, now: Date): Promise<void> {
  for (const purge of options.purges) {
    try {
      while (!options.signal.aborted) {
        if ((await purge.run(options.db, now, BATCH_SIZE)) < BATCH_SIZE) break
      }
    } catch (error) {
      options.onError(error)
    }
  }
}
