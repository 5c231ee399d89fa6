import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import type { AddonStartRequest } from '../provider.js'
import type { EngineLaunch } from './embedded-recipe.js'

/** How to run an add-on as a process of the current user, without Docker. */
export interface EmbeddedAddonRecipe {
  /** The store whose embedded engine it connects to. Absent for an add-on that uses none. */
  readonly store?: StoreName
  /** Finds the program. Throws `ADDON_UNAVAILABLE` if this machine does not have it. */
  findProgram(): Promise<AddonProgram>
  /** Prepares its data directory, which exists. Leaves nothing running. */
  prepare(request: AddonStartRequest, dataDirectory: string): Promise<EngineLaunch>
  /** Whether it has recorded in its data directory that it is ready. Absent if only its protocol tells. */
  hasStarted?(dataDirectory: string): Promise<boolean>
  /** The URL of the add-on that listens on this port of 127.0.0.1. */
  toUrl(config: ResolvedConfig, port: number): string
}

export interface AddonProgram {
  /** Absolute path. */
  readonly file: string
  /** `7.0.15` */
  readonly version: string
}
