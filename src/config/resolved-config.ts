import type { AddonName } from '../core/addon-name.js'
import type { ServiceName } from '../core/service-name.js'
import type { StoreName } from '../core/store-name.js'

export const PROVIDER_NAMES = ['auto', 'docker', 'embedded', 'external'] as const
export type ProviderName = (typeof PROVIDER_NAMES)[number]
export type PortName = StoreName | ServiceName | 'gateway' | AddonName

/** A port and whether the user set it: a pinned one never moves. */
export interface PortChoice {
  readonly port: number
  readonly pinned: boolean
}

/** What all commands work with: flag over environment over homemanager.yaml over default, already decided. */
export interface ResolvedConfig {
  /** Project name: `[a-z0-9][a-z0-9-]*`; names containers, databases' folders and the state. Default: the folder's name. */
  readonly project: string
  /** Absolute path of the folder that holds homemanager.yaml, or where the command runs. */
  readonly root: string
  /** Absolute path of the project's state, logs and data: `<root>/.homemanager/<project>`. */
  readonly home: string
  /** Absolute path of the configuration file, if there is one. */
  readonly file?: string
  readonly provider: ProviderName
  readonly ports: Readonly<Record<PortName, PortChoice>>
  readonly postgres: {
    /** Set: connect there and never start or stop it. */
    readonly url?: string
    readonly poolUrl?: string
    readonly user: string
    readonly password: string
    readonly database: string
    readonly image?: string
  }
  readonly dynamodb: {
    readonly endpoint?: string
    readonly region: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly table: string
    readonly image?: string
  }
  readonly mongo: {
    readonly url?: string
    readonly database: string
    readonly image?: string
  }
  readonly redis: {
    /** Set: the shared cache is there, and none is started. */
    readonly url?: string
    readonly image?: string
  }
  readonly pgbouncer: { readonly image?: string }
  /** `url` set: the gateway proxies there instead of mounting the bundled service. */
  readonly services: Readonly<Record<ServiceName, { readonly url?: string }>>
  readonly migrations: {
    /** Extra folders with migrations of the user's own, absolute. */
    readonly directories: Readonly<Partial<Record<StoreName, string>>>
    readonly lockTimeoutMs: number
    readonly statementTimeoutMs: number
  }
  /** Optional parts to start with the stack (`up --with`). */
  readonly addons: readonly AddonName[]
}
