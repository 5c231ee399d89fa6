import { getCauseMessage } from '../core/get-cause-message.js'

/** The service under test did not respond to a request. */
export class NoResponse extends Error {
  override readonly name = 'NoResponse'

  /** Whether the time for a response has passed. */
  get timedOut(): boolean {
    return this.cause instanceof Error && this.cause.name === 'TimeoutError'
  }
}

export function toNoResponse(error: unknown): NoResponse {
  return new NoResponse(`the service did not respond: ${getCauseMessage(error)}`, { cause: error })
}
