import { isEphemeralHome } from '../../config/exported-stack.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { isInMemory } from '../../providers/memory-directory.js'
import { type AddonName } from '../../core/addon-name.js'
import type { ServiceName } from '../../core/service-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { mapStores, type StoreName } from '../../core/store-name.js'
import type { ContainerDetails } from '../../providers/container-details.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { StoreStatusFields } from '../../stores/stores.js'
import {
  type LastRestart,
  NO_RESTARTS,
  type RestartRecords,
  type SupervisedName,
} from '../supervision/restart-records.js'
import {
  getServiceKind,
  getServiceSettings,
  listOtherServices,
  type ServiceKind,
} from '../../config/service-kind.js'
import type { Change } from '../../core/change.js'
import type { CommandExit } from '../../core/command-exit.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { InterruptedSeed } from '../../dataset/seeding/seed-request.js'
import { isInBackground, type StackState, type StartError } from '../state/stack-state.js'

export type ComponentStatus = 'healthy' | 'starting' | 'unhealthy' | 'stopped'

/** How often the component was restarted because it had ended. Only `status` and `wait` read them. */
export interface RestartFields {
  readonly restarts?: number
  /** The last restart or attempt, and why it was necessary. */
  readonly lastRestart?: LastRestart | null
}

export interface EndpointStatus extends RestartFields {
  readonly status: ComponentStatus
  readonly url: string | null
  /** The service is stopped because it was not requested: `up --no-services`. */
  readonly requested?: false
  /** The service is the user's own: its URL or its command is configured. */
  readonly own?: true
  /** Who runs the service. Not of the gateway and add-ons. */
  readonly kind?: ServiceKind
  /** `homemanager serve` or a program of the user runs the service, so `restart` cannot restart it. */
  readonly restartable?: false
  /** How the command of a custom service that does not run has ended. Only `status` and `wait` read it. */
  readonly ended?: CommandExit
}

/** Details of the container (Docker provider). Only `status` reads them. */
interface WithContainer extends RestartFields {
  readonly container?: ContainerDetails
}

/** What `status` shows of an add-on. */
export interface AddonStatus extends EndpointStatus, WithContainer {
  /** Of a replica: how far it lags behind, in milliseconds; null if that is unknown. */
  readonly lagMs?: number | null
}

/** The status and address of every component. `up --json` and `status --json` print it, so its format is stable. */
export interface StackStatus {
  /** Every component that was requested is healthy. */
  readonly ok: boolean
  readonly project: string
  readonly provider: string
  /** Only for an ephemeral stack whose engines are embedded: what its data would survive. */
  readonly durability?: 'memory' | 'relaxed'
  readonly stores: {
    readonly [Name in StoreName]: { readonly status: ComponentStatus } & StoreStatusFields[Name] &
      WithContainer
  }
  /** The gateway, the three services, and the user's others by their name. */
  readonly services: Readonly<Record<'gateway' | ServiceName, EndpointStatus>> &
    Readonly<Record<string, EndpointStatus>>
  /** Add-ons that were started. */
  readonly addons?: Readonly<Partial<Record<AddonName, AddonStatus>>>
  /** Studio, if it runs. Only `status`, `wait` and `up --studio` say so. */
  readonly studio?: { readonly url: string }
  /** The engines run, and the services were not started: why. */
  readonly startError?: StartError
  /** Datasets that are incomplete because loading them was interrupted. Absent if there are none. */
  readonly interruptedSeeds?: readonly InterruptedSeed[]
  /** What `up` has changed in running components, and for `status`, what the next `up` would change. */
  readonly changes?: readonly Change[]
  readonly elapsedMs: number
}

export interface ComponentStatuses {
  readonly stores: Readonly<Record<StoreName, ComponentStatus>>
  /** One that is missing has the status of the gateway. */
  readonly services: Readonly<Record<'gateway' | ServiceName, ComponentStatus>> &
    Readonly<Record<string, ComponentStatus>>
  /** Default true; if false, stopped services do not make `ok` false. */
  readonly servicesRequested?: boolean
  /** An add-on without an entry is healthy: `up` has just checked it. */
  readonly addons?: ReadonlyMap<AddonName, ComponentStatus>
  /** Of replicas, in milliseconds. */
  readonly lags?: ReadonlyMap<AddonName, number | null>
  readonly containers?: ReadonlyMap<string, ContainerDetails> | undefined
  /** How commands of custom services have ended. */
  readonly exits?: ReadonlyMap<string, CommandExit>
  /** Without them, the status has no restarts. */
  readonly restarts?: RestartRecords | undefined
}

/** Combines the state with the checked statuses. `since` is `performance.now()` at the start of the command. */
export function toStackStatus(
  { config, state }: RecordedProject,
  statuses: ComponentStatuses,
  since: number,
): StackStatus {
  const toServiceStatus = (name: string): EndpointStatus => {
    const ownUrl = getServiceSettings(config, name).url
    const status = statuses.services[name] ?? statuses.services.gateway
    const isRequested = status !== 'stopped' || statuses.servicesRequested !== false
    const requested = isRequested ? {} : ({ requested: false } as const)
    if (ownUrl !== undefined) return { status, ...requested, url: ownUrl, own: true, kind: 'url' }
    const url = state.services?.urls[name] ?? null
    const restartable =
      state.services === undefined || isInBackground(state.services) ? {} : ({ restartable: false } as const)
    if (name === 'gateway')
      return { status, ...requested, url, ...restartable, ...toRestartFields('services', statuses) }
    const kind = getServiceKind(config, name)
    const own = kind === 'command' ? ({ own: true } as const) : {}
    const ended = statuses.exits?.get(name)
    return {
      status,
      ...requested,
      url,
      ...own,
      kind,
      ...restartable,
      ...(ended === undefined ? {} : { ended }),
      ...toRestartFields(kind === 'command' ? name : 'services', statuses),
    }
  }
  const addons = toAddonStatuses(state, statuses)
  return {
    ok: state.startError === undefined && areHealthy(statuses, addons),
    project: config.project,
    provider: state.provider ?? config.provider,
    ...toDurability(config, state),
    stores: mapStores((name) => toStoreStatus(name, { config, state }, statuses)) as StackStatus['stores'],
    services: {
      gateway: toServiceStatus('gateway'),
      identity: toServiceStatus('identity'),
      todo: toServiceStatus('todo'),
      budget: toServiceStatus('budget'),
      ...Object.fromEntries(listOtherServices(config).map((name) => [name, toServiceStatus(name)])),
    },
    ...addons,
    ...(state.startError === undefined ? {} : { startError: state.startError }),
    elapsedMs: Math.round(performance.now() - since),
  }
}

/** The data of other stacks survives a crash of the system. */
function toDurability({ home }: ResolvedConfig, { provider }: StackState): Pick<StackStatus, 'durability'> {
  if (provider !== 'embedded' || !isEphemeralHome(home)) return {}
  return { durability: isInMemory(home) ? 'memory' : 'relaxed' }
}

function toStoreStatus(
  name: StoreName,
  { config, state: { engines } }: RecordedProject,
  { stores, containers, restarts }: ComponentStatuses,
): StackStatus['stores'][StoreName] {
  const engine = engines.find(({ store }) => store === name)
  const container = containers?.get(name)
  return {
    status: stores[name],
    ...getStoreDriver(name).toStatusFields({ config, endpoint: engine?.endpoint, version: engine?.version }),
    ...toRestartFields(name, { containers, restarts }),
    ...(container === undefined ? {} : { container }),
  }
}

function toRestartFields(
  name: SupervisedName,
  { restarts, containers }: Pick<ComponentStatuses, 'containers' | 'restarts'>,
): RestartFields {
  if (restarts === undefined) return {}
  const container = containers?.get(name)
  if (container === undefined) {
    const record = restarts[name] ?? NO_RESTARTS
    return { restarts: record.restarts, lastRestart: record.lastRestart }
  }
  const { restartCount, startedAt } = container
  const reason = 'The container failed, and Docker has restarted it.'
  const lastRestart = restartCount === 0 || startedAt === null ? null : { at: startedAt, reason }
  return { restarts: restartCount, lastRestart }
}

function areHealthy(
  { stores, services, servicesRequested = true }: ComponentStatuses,
  { addons }: Pick<StackStatus, 'addons'>,
): boolean {
  const checked = [
    ...Object.values(stores),
    ...(servicesRequested ? Object.values(services) : []),
    ...Object.values(addons ?? {}).map(({ status }) => status),
  ]
  return checked.every((status) => status === 'healthy')
}

function toAddonStatuses(
  { addons = [] }: StackState,
  statuses: ComponentStatuses,
): Pick<StackStatus, 'addons'> {
  if (addons.length === 0) return {}
  const entries = addons.map(({ name, url }): [AddonName, AddonStatus] => {
    const container = statuses.containers?.get(name)
    const status = statuses.addons?.get(name) ?? 'healthy'
    const lagMs = statuses.lags?.get(name)
    return [
      name,
      {
        status,
        url,
        ...(lagMs === undefined ? {} : { lagMs }),
        ...toRestartFields(name, statuses),
        ...(container === undefined ? {} : { container }),
      },
    ]
  })
  return { addons: Object.fromEntries(entries) }
}

/** One status for all stores and one for all services. */
export function createUniformStatuses(stores: ComponentStatus, services: ComponentStatus): ComponentStatuses {
  const perService = Object.fromEntries(['gateway', ...SERVICE_NAMES].map((name) => [name, services]))
  return {
    stores: mapStores(() => stores),
    services: perService as ComponentStatuses['services'],
    servicesRequested: services !== 'stopped',
  }
}
