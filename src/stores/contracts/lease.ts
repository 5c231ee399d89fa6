import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreName } from '../../core/store-name.js'
import { type LeaseHolder, hasExited, getCurrentHolder } from './lease-holder.js'
import { migrationLockLost, migrationLocked } from './migration-locked.js'
import type { LockOptions } from './migration-store.js'

/** The record that represents the lock. */
export interface LeaseRecord {
  /** Missing after the lease was released. */
  readonly holder?: LeaseHolder
  /** Unique per acquisition. `token` and `beat` together identify one version of the record. */
  readonly token: string
  readonly beat: number
  /**
   * Fencing token, incremented with each acquisition: writes of an expired holder carry a lower one and are rejected.
   */
  readonly fence: number
}

/** The lock record of one store, changed only by conditional writes. */
export interface LeaseTable {
  readonly store: StoreName
  read(): Promise<LeaseRecord | undefined>
  /** Writes `next` if the record still equals `seen`; returns false if another process changed it. */
  replace(seen: LeaseRecord | undefined, next: LeaseRecord): Promise<boolean>
}

export interface Lease extends AsyncDisposable {
  readonly fence: number
  /** There was no lease record before. */
  readonly isFirst: boolean
  readonly signal: AbortSignal
}

/** A lease expires this long after the last heartbeat, milliseconds. */
const LEASE_DURATION_MS = 12_000
const HEARTBEAT_INTERVAL_MS = 3_000

/**
 * Acquires the lease, waiting up to `waitMs`. Expiry is measured with the local clock: a lease has expired if its
 * record did not change for `LEASE_DURATION_MS` while this process polled it, so clock skew has no effect. A lease of a
 * process that exited on this machine is taken over immediately.
 */
export async function acquireLease(
  table: LeaseTable,
  options: LockOptions,
  /** Assume that there is no record. Saves a read; if the assumption is wrong, the conditional write fails. */
  fresh = false,
): Promise<Lease> {
  const deadline = performance.now() + options.waitMs
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
        // Without a record, start from the time: the record may have been deleted, but not the data written under it.
        fence: (seen?.fence ?? Math.floor(Date.now() / 1000)) + 1,
      }
      if (await table.replace(seen, next)) return maintainLease(table, next, seen === undefined)
    } else {
      if (!waited) options.onWait?.(holder)
      waited = true
      if (performance.now() > deadline) throw migrationLocked(table.store, options.waitMs, holder)
      await sleep(
        pause * (0.5 + Math.random() / 2),
        undefined,
        options.signal ? { signal: options.signal } : {},
      )
    }
    const previous = seen
    seen = await table.read()
    if (previous?.token !== seen?.token || previous?.beat !== seen?.beat) unchangedSince = performance.now()
  }
}

/** Releases the lease, whichever process holds it. */
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

/** Renews the lease until it is disposed. Aborts its signal when it is lost. */
function maintainLease(table: LeaseTable, acquired: LeaseRecord, isFirst: boolean): Lease {
  const lost = new AbortController()
  let current = acquired
  let confirmedAt = performance.now()
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
      confirmedAt = sent
    } catch (error) {
      // The write may have succeeded although its response was lost: read the record before treating the lease as lost.
      const found = await table.read().catch(() => undefined)
      if (found?.token === current.token) current = found
      else if (performance.now() - confirmedAt > LEASE_DURATION_MS * 0.75) lose(error)
    }
  }
  const timer = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = undefined
    })
  }, HEARTBEAT_INTERVAL_MS)
  timer.unref()
  return {
    fence: acquired.fence,
    isFirst,
    signal: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await beating
      if (lost.signal.aborted) return
      // If the release fails, the lease expires.
      await table.replace(current, toReleased(current)).catch(() => false)
    },
  }
}
