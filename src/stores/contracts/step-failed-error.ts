import { HomeError, type HomeErrorOptions } from '../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from './migration-store-errors.js'

/** The server returned an error for a step. */
export class StepFailedError extends HomeError {
  /** Where the error is in the text of the step, if the server says so. */
  readonly index: number | undefined

  constructor(options: HomeErrorOptions, index?: number) {
    super(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, options)
    this.index = index
  }
}
