import { setTimeout as sleep } from 'node:timers/promises'
import { getCauseMessage } from '../../core/get-cause-message.js'

export type HealthStatus = 'healthy' | 'unhealthy'

export interface Health {
  readonly status: HealthStatus
  /** The reason, if unhealthy. */
  readonly reason?: string
}

/** Healthy if `check` succeeds within the timeout. */
export async function checkHealth(check: () => Promise<unknown>, timeoutMs = 1500): Promise<Health> {
  const enough = new AbortController()
  try {
    const late = sleep(timeoutMs, undefined, { signal: enough.signal }).then(() => {
      throw new Error(`No response within ${timeoutMs} ms.`)
    })
    await Promise.race([check(), late])
    return { status: 'healthy' }
  } catch (error) {
    return { status: 'unhealthy', reason: getCauseMessage(error) }
  } finally {
    enough.abort()
  }
}
