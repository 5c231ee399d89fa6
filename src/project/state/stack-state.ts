import type { ProjectLocation } from './project-location.js'
import type { SubscriptionSettings } from '../../config/service-kind.js'
import type { PortName } from '../../config/settings/ports.js'
import type { AddonName } from '../../core/addon-name.js'
import type { ServiceName, ServiceUrls } from '../../core/service-name.js'
import type { AllowedAccess } from '../../services/http/requests/allowed-access.js'
import type { EngineRecord, AddonRecord, ProcessIdentity, Provider } from '../../providers/provider.js'

/** The process that hosts the bundled services and the gateway. */
export interface ServicesRecord {
  readonly process: ProcessIdentity
  /** `program`: the services run in a program that uses the library; no command may stop them. */
  readonly owner?: 'program'
  readonly urls: ServiceUrls
  readonly logFile: string
  /** When the services were ready, in UTC; the process may have started before the stores. Earlier versions did not record it. */
  readonly readyAt?: string
  /** Who may send requests, as configured when the services were started. */
  readonly access?: AllowedAccess
  /** The services of the user, to which the gateway forwards requests. Earlier versions did not record them. */
  readonly own?: readonly ServiceName[]
  /** The add-ons that the services use. Earlier versions did not record them. */
  readonly addonUrls?: Readonly<Partial<Record<AddonName, string>>>
  /** The events that custom services get. Earlier versions had none. */
  readonly subscriptions?: SubscriptionSettings
}

/** The command of a custom service that the stack runs. */
export interface CommandRecord {
  readonly name: string
  /** The shell, which leads the process group. */
  readonly process: ProcessIdentity
  readonly port: number
  /** Fingerprint of its settings when it was started. */
  readonly applied: string
}

/** Whether the services run in a process of their own, rather than in `homemanager serve` or in a program of the user. */
export function isInBackground({ owner, logFile }: ServicesRecord): boolean {
  return owner === undefined && logFile !== ''
}

/** An engine of the stack, and its provider. */
export type StackEngine = EngineRecord & {
  readonly provider: Provider['name']
  /** As reported by the server; absent until it was ready for the first time. */
  readonly version?: string
  /** Of an external server: the configuration no longer has the credentials that `up` used. */
  readonly withoutCredentials?: boolean
}

/** Why a start was not completed. */
export interface StartError {
  readonly code: string
  readonly message: string
}

/** The state of a project between commands: `<home>/state.json`. */
export interface StackState {
  readonly version: 1
  readonly project: string
  /** The absolute path of the project directory; used to detect orphaned resources. */
  readonly root: string
  /** Device and inode of the state directory, to recognize a copy. Earlier versions did not record it. */
  readonly directory?: string
  /** The provider that has the data; `auto` keeps using it. Cleared by `down --volumes`. */
  readonly provider?: Provider['name']
  /** The chosen ports, reused by later runs. */
  readonly ports: Readonly<Partial<Record<PortName, number>>>
  readonly engines: readonly StackEngine[]
  /** Running add-ons. */
  readonly addons?: readonly AddonRecord[]
  /** The add-ons that homemanager.yaml requested at the last `up`: if one is removed there, it is stopped. */
  readonly fileAddons?: readonly AddonName[]
  readonly services?: ServicesRecord
  /** The last `up` was requested to start no services, and none were running. */
  readonly withoutServices?: boolean
  /**
   * Set while the engines run and the services do not, because the last `up`, or the migrations after a restore, have failed. The
   * services are not restarted meanwhile.
   */
  readonly startError?: StartError | undefined
  /** Running commands of custom services. */
  readonly commands?: readonly CommandRecord[]
  /**
   * Seeded profiles, so that `up --seed` does not check the stores again. Another part than the one that it loads has a note:
   * `demo (seed 2)`.
   */
  readonly seeded: readonly string[]
  /** The version of the generator that seeded them. Version 0.1.0 did not record it. */
  readonly generator?: number
  /**
   * Set while restored data was not started yet: the sessions that were valid before it was restored. Others, which were revoked since
   * or belong to another project, are revoked when PostgreSQL has started.
   */
  readonly validSessions?: readonly string[]
  /** Fingerprint of the migration files that were applied last; if it differs, `up` migrates again. */
  readonly migrated?: string | undefined
}

export function createEmptyState(config: ProjectLocation): StackState {
  return { version: 1, project: config.project, root: config.root, ports: {}, engines: [], seeded: [] }
}
