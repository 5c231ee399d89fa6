import type { ResolvedConfig } from '../config/resolved-config.js'
import type { Endpoints } from '../core/endpoints.js'
import { HomeError } from '../core/home-error.js'
import type { Stores } from '../stores/stores.js'
import { STACK_ERRORS } from './stack-errors.js'
import type { StackState } from './stack-state.js'
import { readState } from './state-file.js'

/** Opens the stores of the project's running stack. Throws `STACK_NOT_RUNNING` when `up` was never run or `down` was. */
export async function connectStores(config: ResolvedConfig): Promise<Stores & AsyncDisposable> {
  const endpoints = runningEndpoints(config)
  const { openStores } = await import('../stores/open-stores.js')
  return openStores(endpoints)
}

/** Where the stores of the running stack are. */
export function runningEndpoints(config: ResolvedConfig): Endpoints {
  return endpointsOf(config, readState(config).state)
}

/** Where the stores of a state are. Throws `STACK_NOT_RUNNING`. */
export function endpointsOf(config: ResolvedConfig, { engines }: StackState): Endpoints {
  const found: Partial<Record<string, unknown>> = Object.fromEntries(
    engines.map((engine) => [engine.store, engine.endpoint]),
  )
  if (found['postgres'] && found['dynamodb'] && found['mongo']) return found as unknown as Endpoints
  throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The stack of project ${config.project} is not running.`,
    detail: `No engines are recorded in ${config.home}.`,
    suggestion: 'Run homemanager up.',
  })
}
