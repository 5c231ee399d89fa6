import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { COMPONENT_NAMES, type ComponentName } from '../../core/component-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { isOwnServiceHealthy } from '../components/is-service-healthy.js'
import { getStackStatus } from './get-stack-status.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { StackStatus } from './stack-status.js'
import type { StackReporter } from '../state/stack-reporter.js'

export interface WaitOptions {
  readonly timeoutMs: number
  /** `performance.now()` at which to time out. Default: `timeoutMs` from now. */
  readonly deadline?: number
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}

const POLL_INTERVAL_MS = 200
const READINESS_TIMEOUT_MS = 2000

/**
 * Resolves to the status once the components are ready; default: all. A user's own service is ready when it
 * responds, whether or not the stack is running. Throws `READY_TIMEOUT`.
 */
export async function waitForComponents(
  config: ResolvedConfig,
  components: readonly ComponentName[] = COMPONENT_NAMES,
  { timeoutMs, deadline = performance.now() + timeoutMs, signal, reporter }: WaitOptions,
): Promise<StackStatus> {
  const task = reporter.task(
    `waiting for ${components.length === COMPONENT_NAMES.length ? 'all components' : components.join(', ')}`,
  )
  for (;;) {
    signal.throwIfAborted()
    const status = await getStackStatus(config)
    const missing = await listUnreadyComponents(config, status, components)
    if (missing.length === 0) {
      task.succeed()
      return status
    }
    task.update(components.length - missing.length, components.length, missing.join(', '))
    if (performance.now() >= deadline) {
      task.fail()
      throw toReadyTimeoutError(config, missing, timeoutMs)
    }
    await sleep(Math.min(POLL_INTERVAL_MS, Math.max(1, deadline - performance.now())), undefined, { signal })
  }
}

async function listUnreadyComponents(
  config: ResolvedConfig,
  { stores, services }: StackStatus,
  components: readonly ComponentName[],
): Promise<readonly ComponentName[]> {
  const statuses = { ...stores, ...services }
  const ready = await Promise.all(
    components.map(async (component) => {
      const service = SERVICE_NAMES.find((name) => name === component)
      const ownUrl = service === undefined ? undefined : config.services[service].url
      return ownUrl === undefined
        ? statuses[component].status === 'healthy'
        : isOwnServiceHealthy(ownUrl, READINESS_TIMEOUT_MS)
    }),
  )
  return components.filter((_component, i) => ready[i] !== true)
}

function toReadyTimeoutError(
  config: ResolvedConfig,
  missing: readonly ComponentName[],
  timeoutMs: number,
): HomeError {
  const own = SERVICE_NAMES.flatMap((name) => {
    const { url } = config.services[name]
    return url !== undefined && missing.includes(name) ? [`Your own ${name} service at ${url}`] : []
  })
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${missing.join(', ')} did not become ready within ${timeoutMs / 1000} s.`,
    ...(own.length === 0 ? {} : { detail: `${own.join(' and ')} must be started separately.` }),
    suggestion:
      'Run homemanager status to see the state of each component, and homemanager logs to find the cause.',
  })
}
