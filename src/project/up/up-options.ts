import type { PullPolicy } from '../../providers/provider.js'
import type { StackReporter } from '../stack/stack-reporter.js'

/**
 * Where the services and the gateway run. `background`: in a separate process that continues to run. `in-process`: in this
 * process, which `down` does not stop. `foreground`: in this process, which `down` terminates. `none`: they do not run.
 */
export type ServicesMode = 'background' | 'in-process' | 'foreground' | 'none'

export interface UpOptions {
  /** The profile to seed once the stores are migrated; skipped if it is already seeded. */
  readonly seed?: string
  readonly services: ServicesMode
  /** When images are pulled. Default: `missing`. */
  readonly pull?: PullPolicy
  /** Overall timeout. */
  readonly timeoutMs: number
  /** Aborts the run, which then stops what it has started. */
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}
