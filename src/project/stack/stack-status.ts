import type { ResolvedConfig } from '../../config/resolved-config.js'
import { type AddonName } from '../../core/addon-name.js'
import type { ServiceName } from '../../core/service-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import type { ContainerDetails } from '../../providers/container-details.js'
import type { StackEngine, StackState } from '../state/stack-state.js'

export type ComponentStatus = 'healthy' | 'starting' | 'unhealthy' | 'stopped'

export interface EndpointStatus {
  readonly status: ComponentStatus
  readonly url: string | null
}

/** With the Docker provider, what its container is like; only `status` looks. */
interface WithContainer {
  readonly container?: ContainerDetails
}

/** What runs and where: the answer of `up` and `status`, part of the command line contract. */
export interface StackStatus {
  /** Every component that was requested is healthy. */
  readonly ok: boolean
  readonly project: string
  readonly provider: string
  readonly stores: {
    readonly postgres: EndpointStatus & WithContainer & { readonly version: string | null }
    readonly dynamodb: WithContainer & {
      readonly status: ComponentStatus
      readonly endpoint: string | null
      readonly region: string
      readonly table: string
    }
    readonly mongo: EndpointStatus & WithContainer & { readonly version: string | null }
  }
  readonly services: Readonly<Record<'gateway' | ServiceName, EndpointStatus>>
  /** Optional parts that were started. */
  readonly addons?: Readonly<Partial<Record<AddonName, EndpointStatus & WithContainer>>>
  readonly elapsedMs: number
}

export interface ComponentStatuses {
  readonly stores: Readonly<Record<StackEngine['store'], ComponentStatus>>
  readonly services: Readonly<Record<'gateway' | ServiceName, ComponentStatus>>
  /** Default true; if false, services that are stopped do not count against `ok`. */
  readonly servicesRequested?: boolean
  /** Without an entry: healthy, for `up` has just asked. */
  readonly addons?: ReadonlyMap<AddonName, ComponentStatus>
  readonly containers?: ReadonlyMap<string, ContainerDetails> | undefined
}

/** Puts what the state remembers and what was seen into the contract's shape. `since`: `performance.now()` at the start. */
export function toStackStatus(
  config: ResolvedConfig,
  state: StackState,
  seen: ComponentStatuses,
  since: number,
): StackStatus {
  const engine = (store: StackEngine['store']): StackEngine | undefined =>
    state.engines.find((candidate) => candidate.store === store)
  const url = (store: 'postgres' | 'mongo'): string | null => {
    const endpoint = engine(store)?.endpoint
    return endpoint !== undefined && 'url' in endpoint ? endpoint.url : null
  }
  const dynamodb = engine('dynamodb')?.endpoint
  const inContainer = (store: StackEngine['store']): WithContainer => {
    const container = seen.containers?.get(store)
    return container === undefined ? {} : { container }
  }
  const service = (name: 'gateway' | ServiceName): EndpointStatus => ({
    status: seen.services[name],
    url: state.services?.urls[name] ?? null,
  })
  const addons = toAddonStatuses(state, seen)
  return {
    ok: areHealthy(seen, addons),
    project: config.project,
    provider: state.provider ?? config.provider,
    stores: {
      postgres: {
        status: seen.stores.postgres,
        url: url('postgres'),
        version: engine('postgres')?.version ?? null,
        ...inContainer('postgres'),
      },
      dynamodb: {
        status: seen.stores.dynamodb,
        endpoint: dynamodb !== undefined && 'endpoint' in dynamodb ? dynamodb.endpoint : null,
        region: config.dynamodb.region,
        table: config.dynamodb.table,
        ...inContainer('dynamodb'),
      },
      mongo: {
        status: seen.stores.mongo,
        url: url('mongo'),
        version: engine('mongo')?.version ?? null,
        ...inContainer('mongo'),
      },
    },
    services: {
      gateway: service('gateway'),
      identity: service('identity'),
      todo: service('todo'),
      budget: service('budget'),
    },
    ...addons,
    elapsedMs: Math.round(performance.now() - since),
  }
}

function areHealthy(
  { stores, services, servicesRequested = true }: ComponentStatuses,
  { addons = {} }: Pick<StackStatus, 'addons'>,
): boolean {
  const statuses = [
    ...Object.values(stores),
    ...(servicesRequested ? Object.values(services) : []),
    ...Object.values(addons).map(({ status }) => status),
  ]
  return statuses.every((status) => status === 'healthy')
}

function toAddonStatuses({ addons = [] }: StackState, seen: ComponentStatuses): Pick<StackStatus, 'addons'> {
  if (addons.length === 0) return {}
  const entries = addons.map(({ name, url }): [AddonName, EndpointStatus & WithContainer] => {
    const container = seen.containers?.get(name)
    const status = seen.addons?.get(name) ?? 'healthy'
    return [name, { status, url, ...(container === undefined ? {} : { container }) }]
  })
  return { addons: Object.fromEntries(entries) }
}

/** The same word for every part. */
export function createUniformStatuses(stores: ComponentStatus, services: ComponentStatus): ComponentStatuses {
  const perService = Object.fromEntries(['gateway', ...SERVICE_NAMES].map((name) => [name, services]))
  return {
    stores: { postgres: stores, dynamodb: stores, mongo: stores },
    services: perService as ComponentStatuses['services'],
    servicesRequested: services !== 'stopped',
  }
}
