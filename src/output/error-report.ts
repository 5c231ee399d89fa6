import type { Candidate, ReplacedData } from '../core/home-error.js'

/** An error as reported to the user, and with --json the value of `error`. */
export interface ErrorReport {
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly suggestion?: string
  /** What a restore has replaced before it failed. */
  readonly replaced?: ReplacedData
  /** The records that an ambiguous ID can mean. */
  readonly candidates?: readonly Candidate[]
}
