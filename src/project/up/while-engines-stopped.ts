import type { ResolvedConfig } from '../../config/resolved-config.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { holdPort } from '../components/hold-port.js'
import { stopEngine } from '../components/stop-engine.js'
import { isRestoreIncomplete } from '../lock/restore-journal.js'
import { recordDeliberateStop } from '../supervision/deliberate-stops.js'
import type { StackEngine } from '../state/stack-state.js'

const STOP_GRACE_MS = 15_000

export interface StoppedEngines {
  /** The recorded engines. */
  readonly engines: readonly StackEngine[]
  /** Those of them that `restart` starts again. */
  readonly running: readonly StackEngine[]
  readonly restart: () => Promise<void>
  /** Whether `work` replaces their data. Default: false. */
  readonly discardsData?: boolean
}

/**
 * Stops the engines for the time of `work`, and starts them again, also if it fails. Their ports are held meanwhile. If `work` leaves
 * the data of some stores replaced and that of others not, they stay stopped.
 */
export async function whileEnginesStopped<T>(
  config: ResolvedConfig,
  { engines, running, restart, discardsData = false }: StoppedEngines,
  work: () => Promise<T>,
): Promise<T> {
  let result: T
  recordDeliberateStop(
    config.home,
    running.map(({ store }) => store),
  )
  try {
    await settleAll(
      engines.map(async (engine) => stopEngine(config, engine, STOP_GRACE_MS, { discardsData })),
    )
    const ports = await Promise.all(running.map(async ({ port }) => holdPort(port)))
    try {
      result = await work()
    } finally {
      await Promise.all(ports.map(async (port) => port[Symbol.asyncDispose]()))
    }
  } catch (error) {
    if (!isRestoreIncomplete(config)) await restart().catch(() => {})
    throw error
  }
  await restart()
  return result
}
