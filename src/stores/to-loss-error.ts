import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import { isTransientError } from './is-transient-error.js'

/** A server that ends a connection answers its query before the connection is closed. */
const CLOSE_TIMEOUT_MS = 500

/** The reason why a migration lock was lost, if that is what caused an error; else the error. */
export async function toLossError(error: unknown, lost: AbortSignal): Promise<unknown> {
  if (error instanceof HomeError) return error
  if (!lost.aborted && isTransientError(error)) await waitForAbort(lost)
  return lost.aborted ? lost.reason : error
}

async function waitForAbort(signal: AbortSignal): Promise<void> {
  try {
    await sleep(CLOSE_TIMEOUT_MS, undefined, { signal })
  } catch {
    // It was aborted.
  }
}
