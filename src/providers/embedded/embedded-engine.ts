import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { EngineRecord, ProcessIdentity, StartRequest } from '../provider.js'

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

/** What is specific to the embedded engine of one store. */
export interface EmbeddedEngine {
  /** Signal for a graceful shutdown. */
  readonly stopSignal: NodeJS.Signals
  /** Finds the program and prepares its data directory. Leaves nothing running. */
  prepare(request: StartRequest, dataDirectory: string): Promise<EngineLaunch>
  toRecord(config: ResolvedConfig, running: RunningEngine): EngineRecord
}
