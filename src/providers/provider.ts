import type { Endpoints } from '../core/store-types.js'
import type { AddonName } from '../core/addon-name.js'
import type { StoreName } from '../core/store-name.js'
import type { ResolvedConfig } from '../config/resolved-config.js'
import type { ContainerDetails } from './container-details.js'
import type { RunningContainer } from './docker/docker-recipe.js'
import type { LogLines } from './tail-file.js'

/** Identifies a process by pid, start time and namespace, because the system reuses pids. */
export interface ProcessIdentity {
  readonly pid: number
  /** On Linux, clock ticks since boot (/proc/PID/stat, field 22); elsewhere, the output of `ps -o lstart=`. */
  readonly startedAt: string
  /** On Linux, the boot and the PID namespace of the pid. Earlier versions did not record it. */
  readonly namespace?: string
}

/** A started engine, as stored in the state file; plain JSON. */
export type EngineRecord = {
  readonly [Name in StoreName]: {
    readonly store: Name
    readonly endpoint: Endpoints[Name]
    readonly port: number
    readonly process?: ProcessIdentity
    readonly containerId?: string
    /** Display name of the engine: `PostgreSQL 15.18 (embedded)`, or an image. */
    readonly engine: string
    readonly logFile?: string
    /**
     * This start created the data directory and the store has not been ready since. The data may be an incomplete
     * `initdb`, which a later start cannot repair, so it is deleted if this start is rolled back.
     */
    readonly unfinished?: true
  }
}[StoreName]

export interface StartRequest {
  readonly store: StoreName
  readonly config: ResolvedConfig
  /** Assigned by the port plan. It was free on 127.0.0.1 when checked. */
  readonly port: number
  /** Aborted on Ctrl-C and when another engine fails. The provider must then leave nothing running. */
  readonly signal: AbortSignal
  /**
   * Reports slow steps. A call without `amount` starts a step, such as pulling an image. A call with `amount` reports
   * its progress in bytes; a `total` of 0 means unknown.
   */
  readonly onProgress: (note: string, amount?: { readonly done: number; readonly total: number }) => void
  /**
   * Called once the engine is starting, or its data is being copied, and the provider only waits for it; the caller loads modules in the meantime. Not
   * called for an engine that is already running. Optional for providers that start engines without delay.
   */
  readonly onLaunched?: () => void
  /** When to pull images, for providers that use images. Default: missing. */
  readonly pull?: PullPolicy
}

export type PullPolicy = 'always' | 'missing' | 'never'

/** A started add-on, as stored in the state file; plain JSON. */
export interface AddonRecord {
  readonly name: AddonName
  /** Connection URL. */
  readonly url: string
  readonly port: number
  /** Of a container. */
  readonly containerId?: string
  /** Of an embedded add-on. */
  readonly process?: ProcessIdentity
  /** Of an embedded add-on. */
  readonly logFile?: string
  /** The value of its setting when it was started. */
  readonly applied?: string
  /** Display name: the image, or `Redis 7.0.15 (embedded)`. */
  readonly engine: string
}

/** What a provider must know about an add-on to run it. */
export interface AddonRecipe {
  /** Also the name of the Compose service. */
  readonly name: AddonName
  /** The connection URL of a running container, by its published port and its environment. */
  toUrl(container: RunningContainer, config: ResolvedConfig): string
  /** Environment variables of the container that replace those of the Compose file. */
  toEnvironment?(config: ResolvedConfig): Readonly<Record<string, string>>
  /** Prepares the containers that it connects to. */
  prepareContainers?(request: AddonStartRequest): Promise<void>
}

export interface AddonStartRequest extends Omit<StartRequest, 'store' | 'onLaunched'> {
  /** The endpoints of the engines of the stack, once all of them are ready. */
  readonly getEndpoints: () => Promise<Endpoints>
}

/** Runs add-ons, by the same rules as engines. */
export interface AddonRunner {
  start(addon: AddonRecipe, request: AddonStartRequest): Promise<AddonRecord>
  isRunning(record: AddonRecord): Promise<boolean>
  /** False if it is known, without a connection, that the add-on is still starting. */
  hasStarted?(addon: AddonRecipe, record: AddonRecord): Promise<boolean>
  stop(record: AddonRecord, graceMs: number): Promise<void>
  /** From now on, the add-on is restarted when it fails. Absent if the provider cannot do that itself. */
  restartOnFailure?(record: AddonRecord): Promise<void>
  lastLogLines(record: AddonRecord, count: number): Promise<readonly string[]>
  openLog(record: AddonRecord): Promise<LogLines>
  /** Those of `addons` that exist in the project, running or not, regardless of what started them. Stopped processes do not. */
  find(addons: readonly AddonRecipe[], config: ResolvedConfig): Promise<readonly AddonRecord[]>
}

/** Copies the data of engines, for physical snapshots. Call it only while the engine is stopped. */
export interface EngineFiles {
  /** Copies the data of an engine into a directory, which it creates; empty if the engine has never run. */
  save(store: StoreName, config: ResolvedConfig, directory: string, signal: AbortSignal): Promise<void>
  /** Prepares to replace the data by what `save` has copied. The data itself is not changed. */
  stage(store: StoreName, config: ResolvedConfig, directory: string, signal: AbortSignal): Promise<void>
  /** The same for a directory on the same file system that is not needed afterwards: it is moved. Absent if the provider must copy. */
  stageByMoving?(store: StoreName, config: ResolvedConfig, directory: string): Promise<void>
  /** Replaces the data by what was staged. Idempotent: an interrupted call is repeated. Call `deleteReplaced` afterwards. */
  replace(store: StoreName, config: ResolvedConfig, directory: string): Promise<void>
  /** Deletes the data of before, also while the engine runs with that of now. Absent if `replace` does it. */
  deleteReplaced?(stores: readonly StoreName[], config: ResolvedConfig): Promise<void>
  /** Bytes of the files of an engine; 0 if there are none. Absent if finding out takes long. */
  measure?(store: StoreName, config: ResolvedConfig): Promise<number>
  /** Removes what was staged and not used. */
  discard(store: StoreName, config: ResolvedConfig): Promise<void>
}

export interface StopOptions {
  /**
   * Whether the data of the engine is about to be replaced: the engine need not write what it has in memory to its files. Its
   * journal is kept, so it can still be started again. Default: false.
   */
  readonly discardsData?: boolean
}

/** How engines are run. The life cycle of a stack depends only on this interface. */
export interface Provider {
  readonly name: 'docker' | 'embedded' | 'external'
  /** Absent if this provider cannot run add-ons. */
  readonly addons?: AddonRunner
  /** Absent if this provider cannot read the files of its engines. */
  readonly files?: EngineFiles
  /** Starts the engine and resolves once its process exists. Readiness is checked on the store itself. */
  start(request: StartRequest): Promise<EngineRecord>
  /**
   * Creates the logins of an engine that has just started to accept connections. Absent if the data of an engine has them
   * before it starts.
   */
  grantAccess?(record: EngineRecord, config: ResolvedConfig): Promise<void>
  /** Whether the engine of the record is running. Must not mistake another process for it. */
  isRunning(record: EngineRecord): Promise<boolean>
  /**
   * Whether the engine of the record itself listens on its port: until it does, another process may have the port. Absent if
   * the provider reserves the port before it starts the engine.
   */
  ownsPort?(record: EngineRecord): boolean
  /** False if it is known, without a connection, that the engine is still starting. */
  hasStarted?(record: EngineRecord): Promise<boolean>
  /** Resolves when the engine has exited. Absent if the caller has to poll `isRunning`. */
  waitForExit?(record: EngineRecord, signal: AbortSignal): Promise<void>
  /** From now on, the provider itself restarts the engine when it fails, but not when it is stopped. Absent if it cannot. */
  restartOnFailure?(record: EngineRecord): Promise<void>
  /** Stops the engine with its stop signal, and kills it after `graceMs`. Does nothing if it is not running. */
  stop(record: EngineRecord, graceMs: number, options?: StopOptions): Promise<void>
  /** Deletes the engine's data. Call `stop` first. */
  removeData(store: StoreName, config: ResolvedConfig): Promise<void>
  /** What `removeData` would delete for all stores, for display in the confirmation prompt. */
  listDataLocations?(config: ResolvedConfig): Promise<readonly string[]>
  /** The last lines of the engine's log, for the error message when it exits unexpectedly. */
  lastLogLines(record: EngineRecord, count: number): Promise<readonly string[]>
  /**
   * All existing engines of the project, running or not, whether or not the state file lists them: also those that a
   * killed command left behind or that Compose started. Called before ports are planned. Absent if the state file is the
   * only source.
   */
  find?(config: ResolvedConfig): Promise<readonly EngineRecord[]>
  /** The project's containers by service, for `status`. Absent for providers without containers. */
  getContainerDetails?(config: ResolvedConfig): Promise<ReadonlyMap<string, ContainerDetails>>
  /** The engine's log, for `logs`. If absent or undefined, the log is the file `<home>/logs/<store>.log`. */
  openLog?(record: EngineRecord): Promise<LogLines | undefined>
}
