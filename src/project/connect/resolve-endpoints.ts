import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/endpoints.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { EXTERNAL_STORES } from '../../providers/external/external-stores.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackState } from '../state/stack-state.js'
import { getAddonUrl } from '../components/requested-addons.js'

/**
 * The endpoints of the engines in a state; if it has none, the configured addresses, such as those that
 * `homemanager exec` sets for its command. Throws `STACK_NOT_RUNNING`.
 */
export function resolveEndpoints(config: ResolvedConfig, state: StackState): Endpoints {
  const configured = state.engines.length === 0 ? listConfiguredEndpoints(config) : []
  const endpoints: Partial<Record<string, unknown>> = Object.fromEntries([
    ...configured,
    ...state.engines.map((engine) => [engine.store, engine.endpoint] as const),
  ])
  const poolUrl = getAddonUrl('pgbouncer', config, state)
  if (endpoints['postgres'] && poolUrl !== undefined)
    endpoints['postgres'] = { ...endpoints['postgres'], poolUrl }
  if (endpoints['postgres'] && endpoints['dynamodb'] && endpoints['mongo'])
    return endpoints as unknown as Endpoints
  throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The stack of project ${config.project} is not running.`,
    detail: `No engines are recorded in ${config.home}.`,
    suggestion: 'Run homemanager up.',
  })
}

function listConfiguredEndpoints(config: ResolvedConfig): readonly (readonly [string, unknown])[] {
  return STORE_NAMES.flatMap((store) => {
    const external = EXTERNAL_STORES[store]
    const url = external.getUrl(config)
    if (url === undefined) return []
    return [[store, external.toRecord(config, url, { port: 0, engine: 'external' }).endpoint] as const]
  })
}

/** The addresses without credentials, for debug messages. */
export function formatEndpoints({ postgres, dynamodb, mongo }: Endpoints): string {
  const addresses = [postgres.poolUrl ?? postgres.url, dynamodb.endpoint, mongo.url]
  return `Stores: ${addresses.map((url) => url.replace(/\/\/[^@/]*@/, '//')).join(', ')}`
}
