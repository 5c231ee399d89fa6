import type { StoreName } from '../core/store-name.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'
import type { StoreCapabilities } from './store.js'

/** A migration file as it was read, before its store has made steps of it. */
export interface MigrationSource {
  readonly store: StoreName
  /** `<origin>/<file name without ending>` for bundled ones, the file name without ending for the project's own. */
  readonly id: string
  /** Whose history it belongs to: a service's name, or `project`. Numbers order migrations within one history only. */
  readonly origin: string
  readonly number: number
  /** The words of the file name. */
  readonly name: string
  readonly path: string
  readonly format: 'sql' | 'json' | 'module'
  readonly text: string
  /** SHA-256 of the normalised content, hex. */
  readonly checksum: string
  /** What a module exports as `migration`. */
  readonly definition?: unknown
}

/** One thing that a migration does; the unit at which a store without transactional DDL resumes. */
export interface MigrationStep<Action = unknown> {
  readonly name: string
  /** The SQL or the request, for people. */
  readonly text: string
  readonly action: Action
  /** Doing it again changes nothing, so that whether it was done need not be written down at once. Default: false. */
  readonly idempotent?: boolean
  /** It steers the session that runs the others, so a run that goes on later does it again. Default: false. */
  readonly sessionSetting?: boolean
}

export interface Migration<Action = unknown> extends MigrationSource {
  readonly up: readonly MigrationStep<Action>[]
  /** Missing: there is no way back. */
  readonly down?: readonly MigrationStep<Action>[]
  /** All steps and the ledger's entry are one transaction. Only where the store declares `transactionalDdl`. */
  readonly transactional: boolean
  /** Why there is no way back, where the file says so. */
  readonly irreversible?: string
  /** `<store>/<id>` of migrations that must have been applied before. */
  readonly after: readonly string[]
}

/** `running` without a holder of the lock: the process that ran it was killed. */
export type HistoryOutcome = 'running' | 'applied' | 'failed'

/** What the store itself remembers of one migration. */
export interface HistoryEntry {
  readonly id: string
  readonly checksum: string
  readonly outcome: HistoryOutcome
  readonly direction: 'up' | 'down'
  /** Digests of the steps that are done, in their order: where to resume, and whether the file still says the same. */
  readonly done: readonly string[]
  readonly stepCount: number
  /** `user@host pid 123`. */
  readonly by: string
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  readonly finishedAt?: string
  readonly durationMs?: number
  /** Version of homemanager. */
  readonly tool: string
  readonly error?: string
  /** The schema was there before; nothing was run. */
  readonly baseline?: boolean
}

/** All that a store remembers of its migrations. */
export interface MigrationHistory {
  readonly entries: readonly HistoryEntry[]
  /** The key of the recorded schema, if one is. */
  readonly schemaKey?: string
}

/** Who holds the lock. */
export interface LockHolder {
  readonly host: string
  readonly pid: number
  /** ISO 8601 in UTC. */
  readonly since: string
}

export interface LockOptions {
  /** How long to wait for another runner, milliseconds. */
  readonly waitMs: number
  /** PostgreSQL's `lock_timeout` of the session, milliseconds; 0 means none. */
  readonly lockTimeoutMs: number
  /** PostgreSQL's `statement_timeout`, and the patience with DynamoDB's index builds, milliseconds; 0 means none. */
  readonly statementTimeoutMs: number
  readonly signal?: AbortSignal
  /** Called once, when another runner has the lock. */
  readonly onWait?: (holder: LockHolder | undefined) => void
}

export interface StepContext {
  /** The step ran before and it is not known how far it got. */
  readonly resumed: boolean
  readonly onProgress: (note: string) => void
}

/** Who looks on while steps are done together. */
export interface StepObserver {
  /** Called before each, counted from 0. */
  readonly onStep: (index: number) => void
  /** Takes it all back. */
  readonly signal?: AbortSignal
}

/** What a transaction does to the ledger at its end. */
export type HistoryChange = { readonly record: HistoryEntry } | { readonly forget: string }

/** What can be done while the lock is held. Disposing it releases the lock. */
export interface MigrationSession<Action = unknown> extends AsyncDisposable {
  /** Aborted when the lock is lost: nothing may be written any more. */
  readonly signal: AbortSignal
  readHistory(): Promise<MigrationHistory>
  /** Writes or replaces an entry; fails when the lock was lost. */
  writeEntry(entry: HistoryEntry): Promise<void>
  deleteEntry(id: string): Promise<void>
  /** Keeps the live schema under that key, to see later what changed without us. */
  recordSchema(key: string): Promise<void>
  /** One step on its own. Safe to repeat. */
  perform(step: MigrationStep<Action>, context: StepContext): Promise<void>
  /** All steps, then the entry (or its removal), as one transaction. */
  performInTransaction(
    steps: readonly MigrationStep<Action>[],
    change: () => HistoryChange,
    watch: StepObserver,
  ): Promise<void>
}

/** What the migrator needs of a store. Everything engine-specific is behind it. */
export interface MigrationStore<Action = unknown> {
  readonly name: StoreName
  readonly capabilities: StoreCapabilities
  /** The hosts that it connects to, without ports. */
  readonly hosts: readonly string[]
  /** Makes steps of a file. Pure. Throws `MIGRATION_INVALID` naming file and place. */
  compile(source: MigrationSource): Migration<Action>
  /** The ledger without the lock; empty where there is none yet. Writes nothing. */
  readHistory(): Promise<MigrationHistory>
  /** The live schema, the ledger and the lock left out. */
  readSchema(): Promise<readonly SchemaObject[]>
  /** The schema that the last run left, if one did. */
  readRecordedSchema(): Promise<SchemaRecord | undefined>
  /** What each step would lock, rewrite or lose as the data is now; in a read-only session where there are such. */
  review(steps: readonly MigrationStep<Action>[]): Promise<readonly (readonly string[])[]>
  /** What of a step a relative of the engine would refuse; empty where it has none. Pure. */
  lint(step: MigrationStep<Action>, relative: 'docdb'): readonly string[]
  /** Takes the lock, waiting for another runner up to `waitMs`; throws `MIGRATION_LOCKED` then. */
  lock(options: LockOptions): Promise<MigrationSession<Action>>
  getLockHolder(): Promise<LockHolder | undefined>
  /** Takes the lock away from whoever has it. */
  unlock(): Promise<void>
}
