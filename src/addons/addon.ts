import type { ResolvedConfig } from '../config/resolved-config.js'
import type { Endpoints } from '../core/store-types.js'
import type { LogLineParser } from '../core/log-entry.js'
import type { EmbeddedAddonRecipe } from '../providers/embedded/embedded-addon-recipe.js'
import type { AddonRecipe } from '../providers/provider.js'

/**
 * Everything that homemanager knows about one add-on: an optional component, a container, a process or a
 * server elsewhere. Its name is also that of its Compose service. All other code gets it from the registry.
 */
export interface Addon extends AddonRecipe {
  /** The name in the state files of earlier versions. */
  readonly formerName?: string
  /** How to run it as a process of the current user, without Docker. */
  loadEmbeddedRecipe(): Promise<EmbeddedAddonRecipe>
  /** The environment variable with its URL: read as configuration, and set for programs that use the stack. */
  readonly variable: string
  /** The URL of a server that is not managed by homemanager, if one is configured. */
  getConfiguredUrl(config: ResolvedConfig): string | undefined
  /** Adds the URL to the endpoints of the stores, if clients of a store connect through the add-on. */
  extendEndpoints?(endpoints: Endpoints, url: string): Endpoints
  /** A setting with which it was started: a later `up` changes it, and a restart keeps it. */
  readonly setting?: AddonSetting
  /** It copies the data of a store when it starts, so it starts once the data is migrated and loaded. */
  readonly copiesData?: true
  /** Parses the lines of its log. */
  loadLogParser(): Promise<LogLineParser>
  /** Checks whether the add-on is ready, over a plain socket. Loads no client library. */
  loadReadinessCheck(): Promise<AddonCheck>
  /** How far it lags behind its store, in milliseconds; null if that is unknown. Never throws. Loads client libraries. */
  loadLagReader?(): Promise<(url: string, timeoutMs: number) => Promise<number | null>>
  /** An additional check when the add-on is started, which may load client libraries. */
  loadStartCheck?(): Promise<AddonCheck>
}

export interface AddonSetting {
  /** For messages: `lag`. */
  readonly name: string
  readonly defaultValue: string
  /** Undefined if it is not configured. */
  read(config: ResolvedConfig): string | undefined
  write(config: ResolvedConfig, value: string): ResolvedConfig
}

/** Resolves to whether the check has succeeded within `timeoutMs` milliseconds. Never throws. */
export type AddonCheck = (url: string, timeoutMs: number) => Promise<boolean>
