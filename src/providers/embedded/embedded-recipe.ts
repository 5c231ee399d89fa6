import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import type { Finding } from '../../core/finding.js'
import type { StoreName } from '../../core/store-name.js'
import type { ProcessIdentity, StartRequest } from '../provider.js'

/** How to run the engine of one store as a process of the current user, without Docker. */
export interface EmbeddedRecipe<Name extends StoreName = StoreName> {
  /** Signal for a graceful shutdown. */
  readonly stopSignal: NodeJS.Signals
  /** Signal for a shutdown that leaves recovery from the journal to the next start. Default: `stopSignal`. */
  readonly immediateStopSignal?: NodeJS.Signals
  /** The engine that `prepare` would choose for new data, with its version: `EngineLaunch.engine`. */
  identify(request: StartRequest): Promise<string>
  /** Finds the program and prepares its data directory. Leaves nothing running. Throws `ENGINE_UNAVAILABLE`. */
  prepare(request: StartRequest, dataDirectory: string): Promise<EngineLaunch>
  /**
   * Whether the engine has recorded in its data directory that it is ready. Absent for engines that only their protocol can
   * ask; PostgreSQL logs an error for each client that connects too early.
   */
  hasStarted?(dataDirectory: string): Promise<boolean>
  /** The endpoint of the engine that listens on this port of 127.0.0.1. */
  toEndpoint(config: ResolvedConfig, port: number): Endpoints[Name]
  /** Checks for `doctor` whether the engine can run on this machine. */
  check(): Promise<readonly Finding[]>
}

/** The command line that starts an engine. */
export interface EngineLaunch {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Run as this user; requires root. */
  readonly runAs?: { readonly uid: number; readonly gid: number }
  /** Display name: `PostgreSQL 15.18 (embedded)`. */
  readonly engine: string
}

export interface RunningEngine {
  readonly port: number
  readonly process: ProcessIdentity
  readonly engine: string
  readonly logFile: string
}
