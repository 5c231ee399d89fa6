import type { DataChanges } from '../../core/data-changes.js'
import type { DataEffects } from '../../migrations/list-data-effects.js'
import type { PullPolicy } from '../../providers/provider.js'
import type { PasswordHashing } from '../../services/identity/identity-service.js'
import type { StackReporter } from '../state/stack-reporter.js'

/**
 * Where the services and the gateway run. `background`: in a separate process that continues to run. `in-process`: in this
 * process, which `down` does not stop. `foreground`: in this process, which `down` terminates. `none`: they do not run.
 */
export type ServicesMode = 'background' | 'in-process' | 'foreground' | 'none'

export interface LeaveOptions {
  /** Whether those that overwrite values stay pending as well: the data was saved before them, to be as it was. Default: false. */
  readonly changing?: boolean
  /** Migrations that failed before, and stay pending as well, such as `mongo/0003-index`. Default: none. */
  readonly failed?: readonly string[]
}

export interface UpOptions {
  /** The profile to seed once the stores are migrated; skipped if it is already seeded. */
  readonly seed?: string
  /** Whether a dataset is copied from the user's cache, and to it. Default: true. */
  readonly cache?: boolean
  readonly services: ServicesMode
  /** Whether pending migrations are applied. Default: true. */
  readonly migrate?: boolean
  /**
   * Called with what the pending migrations delete or change, before they are applied: saves the data of the engines, which it restarts.
   * It is called with the stack lock held.
   */
  readonly backUp?: (effects: DataEffects) => Promise<void>
  /** Gets the migrations that have begun and were not rolled back. */
  readonly changes?: DataChanges
  /**
   * Leave migrations pending that delete data, or may do so, empty ones and what comes after them: the data is a copy. Default: all are
   * applied.
   */
  readonly leavePending?: LeaveOptions & {
    /** Gets those that stay pending. */
    readonly onLeft: (migrations: readonly string[]) => void
  }
  /** Cost of new password hashes: `fast` for an ephemeral stack. Default: `owasp`. */
  readonly passwordHashing?: PasswordHashing
  /**
   * Keep the engines and add-ons running if the migrations fail, so that these can be repaired. Default: what this run has started is
   * stopped.
   */
  readonly keepEngines?: boolean
  /** When images are pulled. Default: `missing`. */
  readonly pull?: PullPolicy
  /** Continue if applied migrations have no file, for example after a switch to another git branch. */
  readonly allowUnknownMigrations?: boolean
  /** Leave migrations without statements pending, instead of rejecting them. */
  readonly allowEmptyMigrations?: boolean
  /** Apply a pending migration although a later one is already applied. */
  readonly allowOutOfOrder?: boolean
  /** Components to wait for at the end, such as a service of the user. If they do not become ready, the stack keeps running. */
  readonly waitFor?: readonly string[]
  /**
   * Timeout of the complete run in milliseconds: the stack lock, the start, migrations, dataset and `waitFor`. Default:
   * 120,000, without the time for loading the dataset, which depends on its size.
   */
  readonly timeoutMs?: number
  /**
   * Restart components that end, until `down`. Default: only if an earlier `up` has begun it; programs that use the library own
   * their stack.
   */
  readonly supervise?: boolean
  /**
   * Only start what is not running: if the running components or their data differ from the configuration and these options,
   * throw `STACK_DIFFERS` instead of changing them. Default: false.
   */
  readonly keepRunning?: boolean
  /** Aborts the run, which then stops what it has started. */
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}
