import type { StackReporter } from '../state/stack-reporter.js'

/** Options of everything that saves or replaces the data of a project. */
export interface SnapshotOptions {
  readonly signal: AbortSignal
  readonly reporter: StackReporter
  /** For the stack lock, and for the engines to be ready again. */
  readonly timeoutMs: number
}
