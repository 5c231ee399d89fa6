import type { HomeError } from '../../core/home-error.js'
import type { ServerIdentity } from './server-identity.js'
import type { StoreName } from '../../core/store-name.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'
import type { StepWarning } from './step-warning.js'
import type { StoreCapabilities } from './store.js'

/** A migration file as read, before its store compiles it. */
export interface MigrationSource {
  readonly store: StoreName
  /** `<origin>/<file name>` for bundled migrations, `<file name>` for the project's; without file extension. */
  readonly id: string
  /** A service's name, or `project`. Numbers order migrations of one origin only. */
  readonly origin: string
  readonly number: number
  /** The file name without number and extension, with spaces. */
  readonly name: string
  readonly path: string
  readonly format: 'sql' | 'json' | 'module'
  readonly text: string
  /** SHA-256 of the normalized content, hex. */
  readonly checksum: string
  /** The `migration` export of a module. */
  readonly definition?: unknown
}

/** One step of a migration; a store without transactional DDL resumes at the step that failed. */
export interface MigrationStep<Action = unknown> {
  readonly name: string
  /** The SQL statement or the request, for display. */
  readonly text: string
  readonly action: Action
  /** Where `text` starts in the file. Absent if the file does not have it in these words. */
  readonly index?: number
  /** Repeating the step changes nothing, so its completion need not be recorded immediately. Default: false. */
  readonly idempotent?: boolean
  /** The step changes session settings, so a resumed run repeats it. Default: false. */
  readonly sessionSetting?: boolean
  /** Where the function is that the step runs. Absent if it runs none. */
  readonly module?: ModuleStep
}

/** Identifies the function of a step in a migration module. */
export interface ModuleStep {
  readonly path: string
  readonly direction: 'up' | 'down'
  readonly index: number
}

export interface Migration<Action = unknown> extends MigrationSource {
  readonly up: readonly MigrationStep<Action>[]
  /** What the file has none of yet, as `migrate new` creates it. Such a migration is not run. */
  readonly empty?: 'statements' | 'steps'
  /** The down migration; missing if the migration cannot be reverted. */
  readonly down?: readonly MigrationStep<Action>[]
  /** All steps and the history entry are one transaction. Requires the capability `transactionalDdl`. */
  readonly transactional: boolean
  /** Why the migration cannot be reverted, if the file gives a reason. */
  readonly irreversible?: string
  /** `<store>/<id>` of the migrations that must be applied first. */
  readonly after: readonly string[]
}

/** `running` while no process holds the lock: the migration was interrupted. */
export type HistoryOutcome = 'running' | 'applied' | 'failed'

/** The entry of one migration in the store's migration history. */
export interface HistoryEntry {
  readonly id: string
  readonly checksum: string
  readonly outcome: HistoryOutcome
  readonly direction: 'up' | 'down'
  /** Digests of the completed steps in order: where to resume, and whether the file still has the same steps. */
  readonly done: readonly string[]
  readonly stepCount: number
  /** `user@host pid 123`. */
  readonly by: string
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  readonly finishedAt?: string
  readonly durationMs?: number
  /** The homemanager version. */
  readonly tool: string
  readonly error?: string
  /** It is certain that a failed migration changed nothing: no step was begun, the server rejected the first one, or rolled all back. */
  readonly unchanged?: boolean
  /** Recorded by `migrate baseline`: the schema already existed and nothing was run. */
  readonly baseline?: boolean
}

/** The migration history of a store. */
export interface MigrationHistory {
  readonly entries: readonly HistoryEntry[]
  /** The key of the recorded schema, if a schema is recorded. */
  readonly schemaKey?: string
}

/** What a process holds the migration lock for: to apply migrations, to run down migrations, or to change the history alone. */
export type LockPurpose = 'migrate' | 'revert' | 'record'

/** The process that holds the migration lock. */
export interface LockHolder {
  readonly host: string
  readonly pid: number
  /** Absent if the store does not keep it. */
  readonly purpose?: LockPurpose
  /** ISO 8601 in UTC. */
  readonly since: string
}

export interface LockOptions {
  /** Default: `migrate`. */
  readonly purpose?: LockPurpose
  /** How long to wait for the lock, milliseconds. */
  readonly waitMs: number
  /** PostgreSQL's `lock_timeout` of the session, milliseconds; 0 means none. */
  readonly lockTimeoutMs: number
  /** PostgreSQL's `statement_timeout`, and the timeout of a DynamoDB index build, milliseconds; 0 means none. */
  readonly statementTimeoutMs: number
  readonly signal?: AbortSignal
  /** Called once if another process holds the lock. */
  readonly onWait?: (holder: LockHolder | undefined) => void
}

export interface StepContext {
  /** An earlier run started the step and may have completed it partially or fully. */
  readonly resumed: boolean
  readonly onProgress: (note: string) => void
  /** Cancels the step. Also aborted when the session loses its lock. */
  readonly signal: AbortSignal
}

/** Observes the steps of one transaction. */
export interface StepObserver {
  /** Called before each step, with its index. */
  readonly onStep: (index: number) => void
  /** Rolls back the transaction. */
  readonly signal?: AbortSignal
}

/** A change of the migration history: an entry to write, or the ID of an entry to delete. */
export type HistoryChange = { readonly write: HistoryEntry } | { readonly delete: string }

/** The operations that require the migration lock. Disposing the session releases the lock. */
export interface MigrationSession<Action = unknown> extends AsyncDisposable {
  /** Aborted when the lock is lost; nothing may be written after that. */
  readonly signal: AbortSignal
  readHistory(): Promise<MigrationHistory>
  /** Writes or replaces entries in order, with one request if the store can; fails if the lock was lost. */
  writeEntries(...entries: readonly HistoryEntry[]): Promise<void>
  deleteEntry(id: string): Promise<void>
  /** Records the live schema under this key, to detect drift later. */
  recordSchema(key: string): Promise<void>
  /** Runs a single step. Can be repeated after an interruption. Throws a `StepRejectedError` if the step certainly changed nothing. */
  perform(step: MigrationStep<Action>, context: StepContext): Promise<void>
  /** Takes note of a step of a migration that is recorded without being run. Absent if the store keeps no notes of steps. */
  adopt?(step: MigrationStep<Action>): Promise<void>
  /** Runs all steps and the history change in one transaction. */
  performInTransaction(
    steps: readonly MigrationStep<Action>[],
    change: () => HistoryChange,
    observer: StepObserver,
  ): Promise<void>
}

export interface UnsupportedStep<Action = unknown> {
  readonly step: MigrationStep<Action>
  /** `MIGRATION_UNSUPPORTED`. */
  readonly error: HomeError
}

export interface ReviewOptions {
  /** Only warnings that have an effect on records. Reads less. Default: false. */
  readonly effectsOnly?: boolean
}

/** The operations that the migrator requires of a store. Implementations contain all store-specific code. */
export interface MigrationStore<Action = unknown> {
  readonly name: StoreName
  readonly capabilities: StoreCapabilities
  /** The hosts to connect to, without ports. */
  readonly hosts: readonly string[]
  /** Asks the server what it is, which its address does not say. */
  identify(): Promise<ServerIdentity>
  /** Compiles a file to steps. Pure. Throws `MIGRATION_INVALID` with the file and the location of the error. */
  compile(source: MigrationSource): Migration<Action>
  /** Reads the history without the lock; empty if the store was never migrated. Writes nothing. */
  readHistory(): Promise<MigrationHistory>
  /** Reads the live schema without the tables of the migrator. */
  readSchema(): Promise<readonly SchemaObject[]>
  /** Reads the schema that the last run recorded, if any. */
  readRecordedSchema(): Promise<SchemaRecord | undefined>
  /**
   * Returns warnings per step: what it would lock, rewrite, delete or change given the current data. Uses a read-only session
   * if the store supports it. What deletes or changes records has an effect, for which a snapshot is saved.
   */
  review(
    steps: readonly MigrationStep<Action>[],
    options?: ReviewOptions,
  ): Promise<readonly (readonly StepWarning[])[]>
  /** Finds the first step that the server cannot perform. Absent if every server performs all. Read-only. */
  findUnsupported?(steps: readonly MigrationStep<Action>[]): Promise<UnsupportedStep<Action> | undefined>
  /** Returns what a compatible engine does not support in a step; empty for stores without one. Pure. */
  lint(step: MigrationStep<Action>, target: 'docdb'): readonly string[]
  /** Acquires the lock, waiting up to `waitMs`; throws `MIGRATION_LOCKED` on timeout. */
  lock(options: LockOptions): Promise<MigrationSession<Action>>
  getLockHolder(): Promise<LockHolder | undefined>
  /** Releases the lock, whichever process holds it. */
  unlock(): Promise<void>
}
