import { getCauseMessage } from '../core/get-cause-message.js'
import { HomeError } from '../core/home-error.js'
import type { ServiceName } from '../core/service-name.js'
import { CONFORMANCE_ERRORS } from './conformance-errors.js'

const TIMEOUT_MS = 5000

export interface ReachableOptions {
  readonly service: ServiceName
  /** Base URL of the implementation, without `/v1`. */
  readonly url: string
  /** What to run if the service is not responding. Default: start the stack, or pass another URL. */
  readonly whenUnreachable?: string
  readonly signal: AbortSignal
}

/** Fails once instead of failing every check for the same reason. Throws `CONFORMANCE_UNREACHABLE`. */
export async function assertServiceReachable({
  url,
  service,
  signal,
  whenUnreachable = 'Run homemanager up, or pass the URL of the implementation with --url.',
}: ReachableOptions): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) })
    await response.body?.cancel()
  } catch (error) {
    signal.throwIfAborted()
    throw new HomeError(CONFORMANCE_ERRORS.CONFORMANCE_UNREACHABLE, {
      message: `The ${service} service at ${url} is not responding.`,
      detail: getCauseMessage(error),
      suggestion: whenUnreachable,
      cause: error,
    })
  }
}
