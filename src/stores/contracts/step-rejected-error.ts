import { HomeError, type HomeErrorOptions } from '../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from './migration-store-errors.js'

/** The server rejected a step before it changed anything: its only request is not valid. */
export class StepRejectedError extends HomeError {
  constructor(options: HomeErrorOptions) {
    super(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, options)
  }
}
