import type { AddonName } from '../core/addon-name.js'
import type { ServiceName } from '../core/service-name.js'
import type { StoreName } from '../core/store-name.js'

export const PROVIDER_NAMES = ['auto', 'docker', 'embedded', 'external'] as const
export type ProviderName = (typeof PROVIDER_NAMES)[number]
export type PortName = StoreName | ServiceName | 'gateway' | AddonName

/** A port. If the user set it, it is pinned: no other port is used instead. */
export interface PortChoice {
  readonly port: number
  readonly pinned: boolean
}

/** The settings of a command. Precedence: options, environment, homemanager.yaml, defaults. */
export interface ResolvedConfig {
  /** Matches `[a-z0-9][a-z0-9-]*`; part of the names of containers and directories. Default: the directory's name. */
  readonly project: string
  /** Absolute path of the directory with homemanager.yaml, or of the working directory. */
  readonly root: string
  /** Absolute path of the project's state, logs and data: `<root>/.homemanager/<project>`. */
  readonly home: string
  /** Absolute path of the configuration file, if there is one. */
  readonly file?: string
  readonly provider: ProviderName
  readonly ports: Readonly<Record<PortName, PortChoice>>
  readonly postgres: {
    /** If set, homemanager connects to it, and never starts or stops it. */
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
    /** If set, this Redis is used and none is started. */
    readonly url?: string
    readonly image?: string
  }
  readonly pgbouncer: { readonly image?: string }
  /** If `url` is set, the gateway proxies to it instead of running the bundled service. */
  readonly services: Readonly<Record<ServiceName, { readonly url?: string }>>
  readonly migrations: {
    /** Absolute paths of directories with the user's migrations. */
    readonly directories: Readonly<Partial<Record<StoreName, string>>>
    readonly lockTimeoutMs: number
    readonly statementTimeoutMs: number
  }
  /** Add-ons to start with the stack (`up --with`). */
  readonly addons: readonly AddonName[]
}
