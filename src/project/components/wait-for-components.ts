import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { COMPONENT_NAMES, type ComponentName } from '../../core/component-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { isServiceHealthy } from '../readiness/is-service-healthy.js'
import { getStackStatus } from '../stack/get-stack-status.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackStatus } from '../stack/stack-status.js'
import type { StackReporter } from '../stack/stack-reporter.js'

export interface WaitOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}

const POLL_INTERVAL_MS = 200
const READINESS_TIMEOUT_MS = 2000

/**
 * Resolves to the status once the parts answer; by default all. A service of the user's own counts when its own
 * `/healthz` answers. Throws `READY_TIMEOUT`.
 */
export async function waitForComponents(
  config: ResolvedConfig,
  parts: readonly ComponentName[] = COMPONENT_NAMES,
  { timeoutMs, signal, reporter }: WaitOptions,
): Promise<StackStatus> {
  const deadline = performance.now() + timeoutMs
  const task = reporter.task(
    `waiting for ${parts.length === COMPONENT_NAMES.length ? 'everything' : parts.join(', ')}`,
  )
  for (;;) {
    signal.throwIfAborted()
    const status = await getStackStatus(config)
    const missing = await listUnreadyComponents(config, status, parts)
    if (missing.length === 0) {
      task.succeed()
      return status
    }
    task.update(parts.length - missing.length, parts.length, missing.join(', '))
    if (performance.now() >= deadline) {
      task.fail()
      throw toReadyTimeoutError(missing, timeoutMs)
    }
    await sleep(Math.min(POLL_INTERVAL_MS, Math.max(1, deadline - performance.now())), undefined, { signal })
  }
}

async function listUnreadyComponents(
  config: ResolvedConfig,
  { stores, services }: StackStatus,
  parts: readonly ComponentName[],
): Promise<readonly ComponentName[]> {
  const seen = { ...stores, ...services }
  const looked = await Promise.all(
    parts.map(async (part) => {
      const service = SERVICE_NAMES.find((name) => name === part)
      const own = service === undefined ? undefined : config.services[service].url
      return own === undefined ? seen[part].status === 'healthy' : isServiceHealthy(own, READINESS_TIMEOUT_MS)
    }),
  )
  return parts.filter((_part, i) => looked[i] !== true)
}

function toReadyTimeoutError(missing: readonly ComponentName[], timeoutMs: number): HomeError {
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${missing.join(', ')} did not become ready within ${timeoutMs / 1000} s.`,
    suggestion: 'Run homemanager status to see the status of every component, or homemanager logs.',
  })
}
