import { HomeError } from '../../core/home-error.js'
import { StepRejectedError } from './step-rejected-error.js'

/** Whether an error of a request certainly means that it was not performed. */
export type IsRejection = (error: unknown) => boolean

/** Knows whether a step, which may send several requests and repeat them, may have changed the store. */
export class StepChanges {
  readonly #isRejection: IsRejection
  #isPossible = false

  constructor(isRejection: IsRejection) {
    this.#isRejection = isRejection
  }

  /** Sends a request that changes the store. Requests that only read are not sent by this. */
  async send<T>(request: () => Promise<T>, isRejection: IsRejection = this.#isRejection): Promise<T> {
    try {
      const result = await request()
      this.#isPossible = true
      return result
    } catch (error) {
      if (!isRejection(error)) this.#isPossible = true
      throw error
    }
  }

  /** The same error, as a `StepRejectedError` if the step certainly changed nothing. */
  toStepError(error: unknown): unknown {
    return error instanceof HomeError && !this.#isPossible ? new StepRejectedError(error) : error
  }
}
