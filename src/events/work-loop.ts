import { setTimeout as sleep } from 'node:timers/promises'
import type { WakeUp } from '../core/wake-up.js'

export interface WorkLoopOptions {
  /** Does what there is to do and says whether there was something. Errors are reported and tried again. */
  readonly work: () => Promise<boolean>
  readonly wakeUp: WakeUp
  /** The first pause after work ran out, milliseconds; doubles up to `maxMs` while nothing comes. */
  readonly minMs: number
  readonly maxMs: number
  /** Rest after work, milliseconds: what comes in the meantime is done together, at the price of one. Default 0. */
  readonly restMs?: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Works until nothing is left, then sleeps longer and longer until woken; ends when `signal` is aborted. */
export async function workLoop(options: WorkLoopOptions): Promise<void> {
  const { wakeUp, minMs, maxMs, restMs = 0, signal } = options
  let pause = minMs
  while (!signal.aborted) {
    const worked = await attempt(options)
    if (worked === true) {
      pause = minMs
      if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => {})
      continue
    }
    const before = Date.now()
    await wakeUp.sleep(pause, signal)
    const woken = worked === false && Date.now() - before < pause - 1
    pause = woken ? minMs : Math.min(maxMs, pause * 2)
  }
}

async function attempt(options: WorkLoopOptions): Promise<boolean | undefined> {
  try {
    return await options.work()
  } catch (error) {
    if (!options.signal.aborted) options.onError(error)
    return undefined
  }
}
