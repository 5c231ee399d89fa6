import { getErrorMessage } from '../../core/get-error-message.js'
import { NoResponse } from '../no-response.js'

/** What the service did wrong. */
export const CHECKS = [
  'no response',
  'error',
  'contract',
  'acknowledged write lost',
  'idempotency',
  'lost update',
  'outdated read',
  'wrong field',
  'duplicate record',
  'access',
  'ignored condition',
  'totals',
  'events',
  'clock',
  'invariants',
] as const
export type TortureCheck = (typeof CHECKS)[number]

/** The service violated what it must do. */
export class TortureFailure extends Error {
  override readonly name = 'TortureFailure'

  constructor(
    readonly check: TortureCheck,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Any other error means that the service has not responded. Throws if the run was aborted. */
export function toFailure(error: unknown, signal: AbortSignal): TortureFailure {
  signal.throwIfAborted()
  if (error instanceof TortureFailure) return error
  const message = getErrorMessage(error)
  return new TortureFailure('no response', message, { cause: error })
}

/** Whether a request took too long; otherwise, the service has closed the connection or does not listen. */
export function isTimeout({ cause }: TortureFailure): boolean {
  return cause instanceof NoResponse && cause.timedOut
}
