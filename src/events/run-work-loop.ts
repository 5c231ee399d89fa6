import { setTimeout as sleep } from 'node:timers/promises'
import type { Notifier } from '../core/notifier.js'

export interface WorkLoopOptions {
  /** Does what there is to do and says whether there was something. Errors are reported and tried again. */
  readonly work: () => Promise<boolean>
  readonly notifier: Notifier
  /** The first pause after work ran out, milliseconds; doubles up to `maxMs` while nothing comes. */
  readonly minMs: number
  readonly maxMs: number
  /** Rest after work, milliseconds: what comes in the meantime is done together, at the price of one. Default 0. */
  readonly batchIntervalMs?: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Works until nothing is left, then sleeps longer and longer until woken; ends when `signal` is aborted. */
export async function runWorkLoop(options: WorkLoopOptions): Promise<void> {
  const { notifier, minMs, maxMs, batchIntervalMs = 0, signal } = options
  let pause = minMs
  while (!signal.aborted) {
    const worked = await tryWork(options)
    if (worked === true) {
      pause = minMs
      if (batchIntervalMs > 0) await sleep(batchIntervalMs, undefined, { signal }).catch(() => {})
      continue
    }
    const before = Date.now()
    await notifier.wait(pause, signal)
    const woken = worked === false && Date.now() - before < pause - 1
    pause = woken ? minMs : Math.min(maxMs, pause * 2)
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
