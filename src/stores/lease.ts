import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreName } from '../core/store-name.js'
import { type LeaseHolder, hasExited, getCurrentHolder } from './lease-holder.js'
import { migrationLockLost, migrationLocked } from './migration-locked.js'
import type { LockOptions } from './migration-store.js'

/** The one record that is the lock. */
export interface LeaseRecord {
  /** Nobody, when it was released. */
  readonly holder?: LeaseHolder
  /** Different for each time it was taken; with `beat` it tells every state of the record from every other. */
  readonly token: string
  readonly beat: number
  /** Counts up with each taking: what an outlived holder still writes carries a lower one, and is refused. */
  readonly fence: number
}

/** The lock record of one store, changed only by conditional writes. */
export interface LeaseTable {
  readonly store: StoreName
  read(): Promise<LeaseRecord | undefined>
  /** Writes `next` if the record is still as `seen`; false when somebody was faster. */
  replace(seen: LeaseRecord | undefined, next: LeaseRecord): Promise<boolean>
}

export interface Lease extends AsyncDisposable {
  readonly fence: number
  /** There was no record of anybody before. */
  readonly isFirst: boolean
  readonly signal: AbortSignal
}

/** A holder that has not shown life for this long has lost its lease, milliseconds. */
const LEASE_DURATION_MS = 12_000
const HEARTBEAT_INTERVAL_MS = 3_000

/**
 * Takes the lease, or waits for it. A foreign holder is judged by our own clock: only when its record has not changed
 * for the whole length of a lease while we looked, so that clocks that differ do no harm. A holder of this machine
 * whose process has ended is known at once.
 */
export async function acquireLease(
  table: LeaseTable,
  options: LockOptions,
  /** Nobody seems to have taken it ever: a guess that saves a look, and does no harm where it is wrong. */
  fresh = false,
): Promise<Lease> {
  const until = performance.now() + options.waitMs
  let seen = fresh ? undefined : await table.read()
  let unchangedSince = performance.now()
  let waited = false
  for (let pause = 15; ; pause = Math.min(pause * 1.6, 400)) {
    options.signal?.throwIfAborted()
    const { holder } = seen ?? {}
    if (holder === undefined || hasExited(holder) || performance.now() - unchangedSince > LEASE_DURATION_MS) {
      const next = {
        holder: getCurrentHolder(new Date()),
        token: randomUUID(),
        beat: 0,
        // Without a record the time: somebody may have removed the record, not what was written under it.
        fence: (seen?.fence ?? Math.floor(Date.now() / 1000)) + 1,
      }
      if (await table.replace(seen, next)) return maintainLease(table, next, seen === undefined)
    } else {
      if (!waited) options.onWait?.(holder)
      waited = true
      if (performance.now() > until) throw migrationLocked(table.store, options.waitMs, holder)
      await sleep(
        pause * (0.5 + Math.random() / 2),
        undefined,
        options.signal ? { signal: options.signal } : {},
      )
    }
    const before = seen
    seen = await table.read()
    if (before?.token !== seen?.token || before?.beat !== seen?.beat) unchangedSince = performance.now()
  }
}

/** Ends whoever's lease it is. */
export async function breakLease(table: LeaseTable): Promise<void> {
  for (;;) {
    const seen = await table.read()
    if (seen?.holder === undefined) return
    if (await table.replace(seen, toReleased(seen))) return
  }
}

function toReleased(record: LeaseRecord): LeaseRecord {
  return { token: randomUUID(), beat: 0, fence: record.fence }
}

function maintainLease(table: LeaseTable, inUse: LeaseRecord, first: boolean): Lease {
  const lost = new AbortController()
  let current = inUse
  let confirmed = performance.now()
  let beating: Promise<void> | undefined
  const lose = (cause?: unknown): void => {
    clearInterval(timer)
    if (!lost.signal.aborted) lost.abort(migrationLockLost(table.store, cause))
  }
  const beat = async (): Promise<void> => {
    const next = { ...current, beat: current.beat + 1 }
    const sent = performance.now()
    try {
      if (!(await table.replace(current, next))) return lose()
      current = next
      confirmed = sent
    } catch (error) {
      // An answer that got lost leaves the record one beat ahead of us: look before believing that it was taken.
      const now = await table.read().catch(() => undefined)
      if (now?.token === current.token) current = now
      else if (performance.now() - confirmed > LEASE_DURATION_MS * 0.75) lose(error)
    }
  }
  const timer = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = undefined
    })
  }, HEARTBEAT_INTERVAL_MS)
  timer.unref()
  return {
    fence: inUse.fence,
    isFirst: first,
    signal: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await beating
      if (lost.signal.aborted) return
      // Whoever cannot be told waits until the lease runs out.
      await table.replace(current, toReleased(current)).catch(() => false)
    },
  }
}
