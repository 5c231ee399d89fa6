import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { COMPONENT_NAMES } from '../../core/component-name.js'
import { getServiceSettings, listOtherServices, listServiceNames } from '../../config/service-kind.js'
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
 * Resolves to the status once the components are ready; default: all that were requested. A user's own service is ready when it
 * responds, whether or not the stack is running. Throws `READY_TIMEOUT`.
 */
export async function waitForComponents(
  config: ResolvedConfig,
  components: readonly string[] | undefined,
  { timeoutMs, deadline = performance.now() + timeoutMs, signal, reporter }: WaitOptions,
): Promise<StackStatus> {
  const task = reporter.task(
    `waiting for ${components === undefined ? 'all components' : components.join(', ')}`,
  )
  for (;;) {
    signal.throwIfAborted()
    const status = await getStackStatus(config)
    const awaited = components ?? listRequestedComponents(config, status)
    const missing = await listUnreadyComponents(config, status, awaited)
    if (missing.length === 0) {
      task.succeed()
      return status
    }
    task.update(awaited.length - missing.length, awaited.length, missing.join(', '))
    if (performance.now() >= deadline) {
      task.fail()
      throw toReadyTimeoutError(config, status, missing, timeoutMs)
    }
    await sleep(Math.min(POLL_INTERVAL_MS, Math.max(1, deadline - performance.now())), undefined, { signal })
  }
}

/** Without the services that `up --no-services` has not started. */
function listRequestedComponents(config: ResolvedConfig, { services }: StackStatus): readonly string[] {
  return [...COMPONENT_NAMES, ...listOtherServices(config)].filter(
    (name) => services[name]?.requested !== false,
  )
}

async function listUnreadyComponents(
  config: ResolvedConfig,
  { stores, services }: StackStatus,
  components: readonly string[],
): Promise<readonly string[]> {
  const statuses: Readonly<Record<string, { readonly status: string }>> = { ...stores, ...services }
  const ready = await Promise.all(
    components.map(async (component) => {
      const { url, ready: path } = getServiceSettings(config, component)
      return url === undefined
        ? statuses[component]?.status === 'healthy'
        : isOwnServiceHealthy(url, READINESS_TIMEOUT_MS, path)
    }),
  )
  return components.filter((_component, i) => ready[i] !== true)
}

function toReadyTimeoutError(
  config: ResolvedConfig,
  { stores, services }: StackStatus,
  missing: readonly string[],
  timeoutMs: number,
): HomeError {
  const own = listServiceNames(config).flatMap((name) => {
    const { url } = getServiceSettings(config, name)
    return url !== undefined && missing.includes(name) ? [`Your own ${name} service at ${url}`] : []
  })
  const statuses = [...Object.values(stores), ...Object.values(services)].map(({ status }) => status)
  const isStopped = own.length === 0 && statuses.every((status) => status === 'stopped')
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${missing.join(', ')} did not become ready within ${timeoutMs / 1000} s.`,
    ...(own.length === 0 ? {} : { detail: `${own.join(' and ')} must be started separately.` }),
    suggestion: isStopped
      ? 'The stack is not running. Run homemanager up.'
      : 'Run homemanager status to see the state of each component, and homemanager logs to find the cause.',
  })
}
