import type { StackLockOptions } from '../state/stack-lock.js'
import type { StackReporter } from '../state/stack-reporter.js'

/** Options of everything that saves or replaces the data of a project. */
export interface SnapshotOptions extends Pick<StackLockOptions, 'timeoutOption'> {
  readonly signal: AbortSignal
  readonly reporter: StackReporter
  /** For the stack lock, and for the engines to be ready again. */
  readonly timeoutMs: number
}

/** The progress of a command that has phases. */
export type SnapshotTask = Pick<ReturnType<StackReporter['task']>, 'phase'>
