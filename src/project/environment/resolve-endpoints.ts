import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { ADDONS } from '../../addons/registry.js'
import { assertAddresses } from '../../providers/external/assert-addresses.js'
import { getStoreDriver } from '../../stores/registry.js'
import { findListeningSockets } from '../../providers/listening-sockets.js'
import { isAlive } from '../../providers/process-identity.js'
import { describePortOwner } from '../components/describe-port-owner.js'
import { findPortOwner } from '../components/find-port-owner.js'
import { findStackProcesses } from '../components/find-stack-processes.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { getOtherLockHolder } from '../state/stack-lock.js'
import type { StackEngine } from '../state/stack-state.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { assertProjectExists } from '../components/assert-project-exists.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { getAddonUrls } from '../components/requested-addons.js'

/**
 * The endpoints of the engines in a state; if it has none, the configured addresses, such as those that
 * `homemanager exec` sets for its command. Throws `STACK_NOT_RUNNING`.
 */
export function resolveEndpoints(project: RecordedProject): Endpoints {
  const { config, state } = project
  for (const engine of state.engines) {
    assertNotReplaced(engine, config)
    assertCredentials(engine)
  }
  const configured = state.engines.length === 0 ? listConfiguredEndpoints(config) : []
  const endpoints: Partial<Record<string, unknown>> = Object.fromEntries([
    ...configured,
    ...state.engines.map((engine) => [engine.store, engine.endpoint] as const),
  ])
  if (STORE_NAMES.every((name) => endpoints[name] !== undefined))
    return withAddons(endpoints as unknown as Endpoints, project)
  if (config.provider === 'external')
    assertAddresses(STORE_NAMES, config, (store) => getStoreDriver(store).external)
  assertProjectExists(config)
  throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The stack of project ${config.project} is not running.`,
    suggestion: 'Run homemanager up.',
  })
}

/**
 * An engine that has ended left its port to any other process: without this check, a command would read and change the data of
 * another project there.
 */
function assertNotReplaced({ store, port, process: identity }: StackEngine, { home }: ResolvedConfig): void {
  if (identity === undefined || isAlive(identity)) return
  const owner = findPortOwner(port)
  // Processes of other users cannot be inspected.
  if (owner === undefined && findListeningSockets(port).size === 0) return
  // It may have been restarted a moment ago.
  if (findStackProcesses().some((found) => found.process.pid === owner?.pid && found.home === home)) return
  const holder = getOtherLockHolder(home)
  if (holder !== undefined) throw stoppedByOther(store, holder)
  const { text } = describePortOwner(port)
  throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The ${store} engine of this project is not running, and its port ${port} is in use by ${text}.`,
    suggestion: 'Run homemanager up, which uses another port for it.',
  })
}

/** The command that has stopped the engine keeps its port. */
function stoppedByOther(store: StoreName, { pid }: ProcessIdentity): HomeError {
  return new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The ${store} engine of this project is stopped: another command (pid ${pid}) is changing the stack.`,
    suggestion: 'Run the command again when that one has ended.',
  })
}

function assertCredentials({ store, withoutCredentials = false }: StackEngine): void {
  if (!withoutCredentials) return
  const { setting, variable } = getStoreDriver(store).external
  throw new HomeError(PROVIDER_ERRORS.EXTERNAL_ADDRESS_MISSING, {
    message: `The configuration does not have the address of ${store} that up has used.`,
    detail: 'The state directory has no passwords of external servers.',
    suggestion: `Set ${variable}, or ${setting} in homemanager.yaml. After a change, run homemanager up.`,
  })
}

/** The endpoints with the rights that services have. */
export function toServiceEndpoints(endpoints: Endpoints): Endpoints {
  return Object.fromEntries(
    STORE_NAMES.map((name) => {
      const driver = getStoreDriver(name)
      return [name, driver.toServiceEndpoint?.(endpoints[name]) ?? endpoints[name]]
    }),
  ) as unknown as Endpoints
}

function withAddons(endpoints: Endpoints, project: RecordedProject): Endpoints {
  const urls = getAddonUrls(project)
  return ADDONS.reduce((extended, addon) => {
    const url = urls[addon.name]
    return url === undefined ? extended : (addon.extendEndpoints?.(extended, url) ?? extended)
  }, endpoints)
}

function listConfiguredEndpoints(config: ResolvedConfig): readonly (readonly [string, unknown])[] {
  return STORE_NAMES.flatMap((store) => {
    const { external } = getStoreDriver(store)
    const url = external.getUrl(config)
    if (url === undefined) return []
    return [[store, external.toEndpoint(config, url)] as const]
  })
}

/** The addresses without credentials, for debug messages. */
export function formatEndpoints(endpoints: Endpoints): string {
  const addresses = STORE_NAMES.map((name) => {
    const endpoint = endpoints[name]
    const poolUrl = 'poolUrl' in endpoint ? endpoint.poolUrl : undefined
    return poolUrl ?? getStoreDriver(name).external.getServerUrl(endpoint)
  })
  return `Stores: ${addresses.map((url) => url.replace(/\/\/[^@/]*@/, '//')).join(', ')}`
}
