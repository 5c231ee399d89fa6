import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { FLUSH_PATH } from '../../app/gateway/serve-flush.js'
import { isAlive } from '../../providers/process-identity.js'
import { requestOperator } from '../hold/request-operator.js'
import type { StackState } from '../state/stack-state.js'

/** Services that are suspended or busy are not waited for. */
const TIMEOUT_MS = 1000

/** Lets running services write the steps of requests that they have answered, which they otherwise do after a tenth of a second. */
export async function flushTraces({ services }: StackState, home: string): Promise<void> {
  if (services === undefined || !isAlive(services.process)) return
  const sent = requestOperator(services, FLUSH_PATH, { home, signal: AbortSignal.timeout(TIMEOUT_MS) })
  try {
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
  } catch {
    // What has been written is shown.
  }
}
