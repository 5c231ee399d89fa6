import type { FastifyInstance } from 'fastify'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'
import type { RequestGate } from '../../services/http/server/request-gate.js'
import { assertOperator } from './operator-access.js'

export interface OperatorOptions {
  /** The token of commands: a secret of the project. */
  readonly token: string
  readonly gate: RequestGate
  /** Stops the relay, the consumers and the sagas. Disposing starts them again. */
  readonly pauseEvents: () => Promise<AsyncDisposable>
}

/** The path below the gateway; not part of the API of the services. */
export const HOLD_PATH = '/_homemanager/hold'
/** How long requests in flight may take to end, in milliseconds. */
const DRAIN_TIMEOUT_MS = 20_000
/** A command that hangs does not hold requests back for ever. */
const MAX_HOLD_MS = 900_000

/**
 * `POST /_homemanager/hold`: holds back all requests to the gateway and the services, waits for those in flight, and stops event
 * processing. It then sends a line of JSON and keeps the response open: the hold ends with the connection, so also if the
 * command that sent the request is killed.
 */
export function serveHold(app: FastifyInstance, { token, gate, pauseEvents }: OperatorOptions): void {
  app.post(HOLD_PATH, { config: { passesGate: true } }, async (request, reply) => {
    assertOperator(request, token)
    const { raw } = reply
    const disconnected = new AbortController()
    raw.once('close', () => disconnected.abort())
    const limit = AbortSignal.any([disconnected.signal, AbortSignal.timeout(DRAIN_TIMEOUT_MS)])
    const hold = await closeGate(gate, limit)
    const events = await pauseEvents().catch((error: unknown) => {
      hold[Symbol.dispose]()
      throw error
    })
    const release = async (): Promise<void> => {
      try {
        await events[Symbol.asyncDispose]()
      } catch (error) {
        request.log.error({ err: error }, 'Event processing did not start again after a snapshot.')
      } finally {
        hold[Symbol.dispose]()
      }
    }
    if (disconnected.signal.aborted) {
      await release()
      return reply
    }
    reply.hijack()
    const timer = setTimeout(() => raw.destroy(), MAX_HOLD_MS)
    const disconnect = (): void => void raw.destroy()
    gate.ended.addEventListener('abort', disconnect, { once: true })
    raw.once('close', () => {
      clearTimeout(timer)
      gate.ended.removeEventListener('abort', disconnect)
      if (!gate.ended.aborted) void release()
    })
    raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'x-request-id': request.id })
    raw.write('{"held":true}\n')
    return reply
  })
}

async function closeGate(gate: RequestGate, signal: AbortSignal): Promise<Disposable> {
  try {
    const hold = await gate.close(signal)
    if (hold !== undefined) return hold
  } catch (cause) {
    throw notHeld(`Some requests did not end within ${DRAIN_TIMEOUT_MS / 1000} s.`, cause)
  }
  throw notHeld('Another command is holding the requests back.')
}

function notHeld(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.CONFLICT, { detail, cause })
}
