import type { AddonName } from '../core/addon-name.js'
import type { StoreName } from '../core/store-name.js'
import type { ProviderName } from './provider-names.js'
import type { BACKUPS, HTTP } from './schema.js'
import type { ADDON_SETTINGS } from './settings/addon-settings.js'
import type { OTHER_SERVICE, SERVICES } from './settings/service-settings.js'
import type { PortName } from './settings/ports.js'
import type { STORE_SETTINGS } from './settings/store-settings.js'
import type { SectionValues, SettingValues } from './setting.js'

/** A port. If the user set it, it is pinned: no other port is used instead. */
export interface PortChoice {
  readonly port: number
  readonly pinned: boolean
}

export type ServiceSettings = SettingValues<typeof OTHER_SERVICE>

/** The settings of a command; schema.ts describes them. Precedence: options, environment, homemanager.yaml, defaults. */
export interface ResolvedConfig
  extends SectionValues<typeof STORE_SETTINGS>, SectionValues<typeof ADDON_SETTINGS> {
  /** Matches `[a-z0-9][a-z0-9-]*`; part of the names of containers and directories. Default: the directory's name. */
  readonly project: string
  /** Whether the project was named on the command line. */
  readonly isNamed?: boolean
  /** Absolute path of the directory with homemanager.yaml, or of the working directory. */
  readonly root: string
  /** Absolute path of the project's state, logs and data: `<root>/.homemanager/<project>`. */
  readonly home: string
  /** Absolute path of the configuration file, if there is one. */
  readonly file?: string
  readonly provider: ProviderName
  /** No command changes any store. */
  readonly protected?: boolean
  /** Also of the commands in `otherServices`, by their name. */
  readonly ports: Readonly<Record<PortName, PortChoice>>
  readonly services: SectionValues<typeof SERVICES>
  /** The user's services besides the three, by name. */
  readonly otherServices?: Readonly<Record<string, ServiceSettings>>
  readonly http: SettingValues<typeof HTTP>
  readonly migrations: {
    /** Absolute paths of directories with the user's migrations. */
    readonly directories: Readonly<Partial<Record<StoreName, string>>>
    readonly lockTimeoutMs: number
    readonly statementTimeoutMs: number
  }
  /** Absolute paths or patterns of SQL files, each with an invariant. Default: none. */
  readonly invariants?: readonly string[]
  /** Absolute paths of the files with extensions. Default: none. */
  readonly extensions?: readonly string[]
  /** When snapshots are saved in the background, and how long automatic ones are kept. */
  readonly backups: SettingValues<typeof BACKUPS>
  /** The directory of another project whose stack the environment describes; its addresses are ignored. */
  readonly ignoredStack?: string
  /** Add-ons to start with the stack (`up --with`). */
  readonly addons: readonly AddonName[]
  /** Those of homemanager.yaml, also if `--with` takes precedence. */
  readonly fileAddons: readonly AddonName[]
}
