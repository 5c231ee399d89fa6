import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { EngineRecord, ProcessIdentity, StartRequest } from '../provider.js'

/** The program that serves a store, ready to be run. */
export interface EngineLaunch {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Run as this user; only root can. */
  readonly runAs?: { readonly uid: number; readonly gid: number }
  /** For people: `PostgreSQL 15.18 (embedded)`. */
  readonly engine: string
}

export interface RunningEngine {
  readonly port: number
  readonly process: ProcessIdentity
  readonly engine: string
  readonly logFile: string
}

/** What one store's embedded engine has of its own; everything else is the same for all three. */
export interface EmbeddedEngine {
  /** Asks the engine to finish what it does and end. */
  readonly stopSignal: NodeJS.Signals
  /** Finds the program and makes its data folder ready; nothing runs afterwards. */
  prepare(request: StartRequest, dataDirectory: string): Promise<EngineLaunch>
  toRecord(config: ResolvedConfig, running: RunningEngine): EngineRecord
}
