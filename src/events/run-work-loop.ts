import { setTimeout as sleep } from 'node:timers/promises'
import type { Notifier } from '../core/notifier.js'

export interface WorkLoopOptions {
  /** Processes a batch and returns whether there was one. Errors are reported, and the call is retried. */
  readonly work: () => Promise<boolean>
  readonly notifier: Notifier
  /** First pause when there is no work, in milliseconds. Doubles up to `maxIdle` while idle, `maxRetryMs` after errors. */
  readonly minMs: number
  /** The same after a call that found nothing; default: `minMs`. */
  readonly minIdleMs?: number
  readonly maxIdle: { readonly ms: number }
  readonly maxRetryMs: number
  /** Minimum time between two calls of `work`, in milliseconds, so that events are processed together. Default 0. */
  readonly batchIntervalMs?: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Runs `work` until nothing is left, then waits with increasing pauses or until notified; ends when `signal` is aborted. */
export async function runWorkLoop(options: WorkLoopOptions): Promise<void> {
  const { notifier, minMs, minIdleMs = minMs, maxIdle, maxRetryMs, batchIntervalMs = 0, signal } = options
  let pause = minMs
  while (!signal.aborted) {
    const worked = await tryWork(options)
    if (worked === true) {
      pause = minMs
      if (batchIntervalMs > 0) await sleep(batchIntervalMs, undefined, { signal }).catch(() => {})
      continue
    }
    pause = worked === false ? Math.min(Math.max(pause, minIdleMs), maxIdle.ms) : Math.min(pause, maxRetryMs)
    const before = performance.now()
    await notifier.wait(pause, signal)
    const waited = performance.now() - before
    const woken = worked === false && waited < pause - 1
    pause = woken ? minMs : pause * 2
    // Many notifications must not cause as many calls.
    if (woken && waited < batchIntervalMs) {
      await sleep(batchIntervalMs - waited, undefined, { signal }).catch(() => {})
    }
  }
}

async function tryWork(options: WorkLoopOptions): Promise<boolean | undefined> {
  try {
    return await options.work()
  } catch (error) {
    if (!options.signal.aborted) options.onError(error)
    return undefined
  }
}
