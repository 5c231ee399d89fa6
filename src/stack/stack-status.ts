import type { ResolvedConfig } from '../config/resolved-config.js'
import { PART_PROGRAMS, type OptionalPart } from '../core/optional-part.js'
import type { ServiceName } from '../core/service-name.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import type { ContainerDetails } from './providers/container-details.js'
import type { StackEngine, StackState } from './stack-state.js'

export type PartStatus = 'healthy' | 'starting' | 'unhealthy' | 'stopped'

export interface UrlStatus {
  readonly status: PartStatus
  readonly url: string | null
}

/** With the Docker provider, what its container is like; only `status` looks. */
interface InContainer {
  readonly container?: ContainerDetails
}

/** What runs and where: the answer of `up` and `status`, part of the command line contract. */
export interface StackStatus {
  readonly project: string
  readonly provider: string
  readonly stores: {
    readonly postgres: UrlStatus & InContainer & { readonly version: string | null }
    readonly dynamodb: InContainer & {
      readonly status: PartStatus
      readonly endpoint: string | null
      readonly region: string
      readonly table: string
    }
    readonly mongo: UrlStatus & InContainer & { readonly version: string | null }
  }
  readonly services: Readonly<Record<'gateway' | ServiceName, UrlStatus>>
  /** Optional parts that were started. */
  readonly parts?: Readonly<Partial<Record<OptionalPart, UrlStatus & InContainer>>>
  readonly elapsedMs: number
}

export interface PartStatuses {
  readonly stores: Readonly<Record<StackEngine['store'], PartStatus>>
  readonly services: Readonly<Record<'gateway' | ServiceName, PartStatus>>
  /** Without an entry: healthy, for `up` has just asked. */
  readonly parts?: ReadonlyMap<OptionalPart, PartStatus>
  readonly containers?: ReadonlyMap<string, ContainerDetails> | undefined
}

/** Puts what the state remembers and what was seen into the contract's shape. `since`: `performance.now()` at the start. */
export function stackStatus(
  config: ResolvedConfig,
  state: StackState,
  seen: PartStatuses,
  since: number,
): StackStatus {
  const engine = (store: StackEngine['store']): StackEngine | undefined =>
    state.engines.find((candidate) => candidate.store === store)
  const url = (store: 'postgres' | 'mongo'): string | null => {
    const endpoint = engine(store)?.endpoint
    return endpoint !== undefined && 'url' in endpoint ? endpoint.url : null
  }
  const dynamodb = engine('dynamodb')?.endpoint
  const inContainer = (store: StackEngine['store']): InContainer => {
    const container = seen.containers?.get(store)
    return container === undefined ? {} : { container }
  }
  const service = (name: 'gateway' | ServiceName): UrlStatus => ({
    status: seen.services[name],
    url: state.services?.urls[name] ?? null,
  })
  return {
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
    ...partsOf(state, seen),
    elapsedMs: Math.round(performance.now() - since),
  }
}

function partsOf({ parts = [] }: StackState, seen: PartStatuses): Pick<StackStatus, 'parts'> {
  if (parts.length === 0) return {}
  const entries = parts.map(({ part, url }): [OptionalPart, UrlStatus & InContainer] => {
    const container = seen.containers?.get(PART_PROGRAMS[part])
    const status = seen.parts?.get(part) ?? 'healthy'
    return [part, { status, url, ...(container === undefined ? {} : { container }) }]
  })
  return { parts: Object.fromEntries(entries) }
}

/** The same word for every part. */
export function allParts(stores: PartStatus, services: PartStatus): PartStatuses {
  const perService = Object.fromEntries(['gateway', ...SERVICE_NAMES].map((name) => [name, services]))
  return {
    stores: { postgres: stores, dynamodb: stores, mongo: stores },
    services: perService as PartStatuses['services'],
  }
}
