import type { AddonName } from '../../core/addon-name.js'
import type { ServiceName, ServiceUrls } from '../../core/service-name.js'
import type { AllowedAccess } from '../../services/http/requests/allowed-access.js'
import type { PasswordHashing } from '../../services/identity/identity-service.js'
import type { SubscriptionSettings } from '../../config/service-kind.js'
import type { BackupSchedule } from './schedule-backups.js'
import type { Endpoints } from '../../core/store-types.js'

/** Sent from the command to the service host once the stores are migrated. Secrets are sent here, not as arguments. */
export interface StartMessage {
  readonly type: 'start'
  readonly endpoints: Endpoints
  readonly ports: Readonly<Record<'gateway' | ServiceName, number>>
  /** URLs of custom services, by name: in place of the bundled ones, and others. */
  readonly upstreams: Readonly<Record<string, string>>
  /** Those of them that the stack runs with a command. */
  readonly commands?: readonly string[]
  /** The events that custom services get, by their names. */
  readonly subscriptions?: SubscriptionSettings
  readonly addonUrls: Readonly<Partial<Record<AddonName, string>>>
  readonly dataDirectory: string
  readonly access?: AllowedAccess
  /** The files of the project's extensions, whose consumers run with the services. */
  readonly extensions?: { readonly root: string; readonly extensions: readonly string[] }
  /** Snapshots to save in the background; default: none. */
  readonly backups?: BackupSchedule
  /** `fast` for an ephemeral stack, whose data is deleted with it. */
  readonly passwordHashing?: PasswordHashing
}

/** Sent from the service host once all services are ready or starting them failed. */
export type HostReply =
  | { readonly type: 'ready'; readonly urls: ServiceUrls }
  | {
      readonly type: 'failed'
      readonly code: string
      readonly message: string
      readonly detail?: string
      readonly suggestion?: string
    }
