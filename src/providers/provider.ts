import type { Endpoints } from '../core/endpoints.js'
import type { AddonName } from '../core/addon-name.js'
import type { StoreName } from '../core/store-name.js'
import type { ResolvedConfig } from '../config/resolved-config.js'
import type { ContainerDetails } from './container-details.js'
import type { TailOptions } from './tail-file.js'

/** A process is its pid and its start time; a pid alone may by now be someone else's. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot on Linux (/proc/PID/stat field 22), else what `ps -o lstart=` prints. */
  readonly startedAt: string
}

/** A started engine, as the state file remembers it; plain JSON. */
export type EngineRecord = {
  readonly [Name in StoreName]: {
    readonly store: Name
    readonly endpoint: Endpoints[Name]
    readonly port: number
    readonly process?: ProcessIdentity
    readonly containerId?: string
    /** What serves the store, for people: `PostgreSQL 15.18 (embedded)`, an image. */
    readonly engine: string
    readonly logFile?: string
    /**
     * The start made the data anew and the store has not answered since: what is there may be half of an `initdb`, which
     * no later start would mend, and goes when the start is undone.
     */
    readonly unfinished?: true
  }
}[StoreName]

export interface StartRequest {
  readonly store: StoreName
  readonly config: ResolvedConfig
  /** Decided by the port plan: free at the time of asking, on 127.0.0.1. */
  readonly port: number
  /** Aborted when the user interrupts or another engine failed. The provider then leaves nothing running. */
  readonly signal: AbortSignal
  /**
   * For the story of slow steps. Without `amount` one begins (pulling an image, unpacking a loader); with it so many bytes of
   * it are done, of 0 where nobody knows how many there are.
   */
  readonly onProgress: (note: string, amount?: { readonly done: number; readonly total: number }) => void
  /**
   * Called when the engine was told to start and there is nothing to do but to wait for it: the time to load modules. Not
   * called for one that runs already. A provider whose starts take no time need not call it.
   */
  readonly onLaunched?: () => void
  /** When images are fetched, for providers that use images; default: missing. */
  readonly pull?: PullPolicy
}

export type PullPolicy = 'always' | 'missing' | 'never'

/** A started optional part, as the state file remembers it; plain JSON. */
export interface AddonRecord {
  readonly name: AddonName
  /** Where programs reach it: `redis://…`; for pooling, PostgreSQL's own URL with the pooler's port. */
  readonly url: string
  readonly port: number
  readonly containerId: string
  /** What serves it, for people: an image. */
  readonly engine: string
}

/** Runs the optional parts; the same rules as for engines. */
export interface AddonRunner {
  start(part: AddonName, request: Omit<StartRequest, 'store'>): Promise<AddonRecord>
  isRunning(record: AddonRecord): Promise<boolean>
  stop(record: AddonRecord, graceMs: number): Promise<void>
  lastLogLines(record: AddonRecord, count: number): Promise<readonly string[]>
  streamLogLines(record: AddonRecord, options: TailOptions): AsyncIterable<string>
  /** Those that are there, running or not, whoever started them. */
  find(config: ResolvedConfig): Promise<readonly AddonRecord[]>
}

/** How engines are run. One implementation per kind; the stack's life cycle knows only this. */
export interface Provider {
  readonly name: 'docker' | 'embedded' | 'external'
  /** Absent: this provider cannot run optional parts. */
  readonly addons?: AddonRunner
  /** Starts the engine and resolves as soon as its process exists; readiness is asked of the store itself. */
  start(request: StartRequest): Promise<EngineRecord>
  /** Whether what the record names still runs. Must not mistake another process for it. */
  isRunning(record: EngineRecord): Promise<boolean>
  /** Resolves when it has ended. Absent: there is no other way to know than to ask `running`. */
  waitForExit?(record: EngineRecord, signal: AbortSignal): Promise<void>
  /** Ends it gently, then by force after `graceMs`; does nothing when it is not running. */
  stop(record: EngineRecord, graceMs: number): Promise<void>
  /** Deletes the engine's data. Only after `stop`. */
  removeData(store: StoreName, config: ResolvedConfig): Promise<void>
  /** What `removeData` of all stores would delete, by name, for the question before it. */
  listDataLocations?(config: ResolvedConfig): Promise<readonly string[]>
  /** The last lines of its log, for the error of an engine that died. */
  lastLogLines(record: EngineRecord, count: number): Promise<readonly string[]>
  /**
   * The engines of the project that are there, running or not, whoever started them and whether or not the state knows
   * them: what a killed command left, what Compose started. Asked before ports are planned. Absent: only the state knows.
   */
  find?(config: ResolvedConfig): Promise<readonly EngineRecord[]>
  /** The project's containers by service, for `status`; providers without containers lack it. */
  getContainerDetails?(config: ResolvedConfig): Promise<ReadonlyMap<string, ContainerDetails>>
  /** Its log as lines, for `logs`. Without this the log is the file `<home>/logs/<store>.log`. */
  streamLogLines?(record: EngineRecord, options: TailOptions): AsyncIterable<string>
}
