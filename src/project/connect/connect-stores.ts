import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import type { Endpoints } from '../../core/endpoints.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import { EXTERNAL_STORES } from '../../providers/external/external-stores.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackState } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { getAddonUrl } from '../components/requested-addons.js'

/** Opens the stores of the project's running stack. Throws `STACK_NOT_RUNNING` when `up` was never run or `down` was. */
export async function connectStores(config: ResolvedConfig): Promise<Stores & AsyncDisposable> {
  const endpoints = getRunningEndpoints(config)
  debug(() => formatEndpoints(endpoints))
  const { openStores } = await import('../../stores/open-stores.js')
  return openStores(endpoints)
}

/** Where the stores of the running stack are. */
export function getRunningEndpoints(config: ResolvedConfig): Endpoints {
  return resolveEndpoints(config, readState(config).state)
}

/**
 * Where the stores of a state are; where it names none, the addresses of the configuration, such as those that
 * `homemanager exec` gives to what it runs. Throws `STACK_NOT_RUNNING`.
 */
export function resolveEndpoints(config: ResolvedConfig, state: StackState): Endpoints {
  const given = state.engines.length === 0 ? listConfiguredEndpoints(config) : []
  const found: Partial<Record<string, unknown>> = Object.fromEntries([
    ...given,
    ...state.engines.map((engine) => [engine.store, engine.endpoint] as const),
  ])
  const poolUrl = getAddonUrl('pgbouncer', config, state)
  if (found['postgres'] && poolUrl !== undefined) found['postgres'] = { ...found['postgres'], poolUrl }
  if (found['postgres'] && found['dynamodb'] && found['mongo']) return found as unknown as Endpoints
  throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The stack of project ${config.project} is not running.`,
    detail: `No engines are recorded in ${config.home}.`,
    suggestion: 'Run homemanager up.',
  })
}

function listConfiguredEndpoints(config: ResolvedConfig): readonly (readonly [string, unknown])[] {
  return STORE_NAMES.flatMap((store) => {
    const kind = EXTERNAL_STORES[store]
    const url = kind.getUrl(config)
    if (url === undefined) return []
    return [[store, kind.toRecord(config, url, { port: 0, engine: 'external' }).endpoint] as const]
  })
}

/** Without credentials. */
function formatEndpoints({ postgres, dynamodb, mongo }: Endpoints): string {
  const addresses = [postgres.poolUrl ?? postgres.url, dynamodb.endpoint, mongo.url]
  return `Stores: ${addresses.map((url) => url.replace(/\/\/[^@/]*@/, '//')).join(', ')}`
}
