import { HomeError } from '../../core/home-error.js'
import { StepFailedError } from './step-failed-error.js'

/** The error of a step that changed nothing: it was refused before anything was sent, or the server rejected all of its requests. */
export class StepRejectedError extends HomeError {
  /** As of a `StepFailedError`. */
  readonly index: number | undefined

  constructor(error: HomeError) {
    const { code, exitCode, message, detail, suggestion, cause } = error
    super(
      { code, exitCode, meaning: '' },
      {
        message,
        ...(detail === undefined ? {} : { detail }),
        ...(suggestion === undefined ? {} : { suggestion }),
        cause,
      },
    )
    this.index = error instanceof StepFailedError ? error.index : undefined
  }
}
