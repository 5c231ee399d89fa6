import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { HOLD_PATH } from '../../app/gateway/serve-hold.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import { RESTART_PROGRAM } from '../../core/restart-program.js'
import { isAlive } from '../../providers/process-identity.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { isInBackground, type ServicesRecord, type StackState } from '../state/stack-state.js'
import { requestOperator } from './request-operator.js'

/** How long commands that replace data for a moment wait for requests in flight. */
export const HOLD_TIMEOUT_MS = 30_000

/** All requests to the services wait until it is disposed. */
export interface ServicesHold extends AsyncDisposable {
  /** Aborted if the hold ended earlier, for example because the services ended. */
  readonly lost: AbortSignal
}

export interface HoldOptions {
  /** How long to wait for requests in flight. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Holds back all requests to the gateway and the services of a stack, and stops its event processing. The services end the hold
 * themselves if this process ends. Resolves to undefined if the stack has no services. Throws `SERVICES_NOT_HELD`.
 */
export async function holdServices(
  { services }: StackState,
  home: string,
  { timeoutMs, signal }: HoldOptions,
): Promise<ServicesHold | undefined> {
  if (services === undefined || !isAlive(services.process)) return undefined
  const sent = requestOperator(services, HOLD_PATH, { home, signal })
  const timer = setTimeout(
    () => sent.destroy(new Error(`no response within ${timeoutMs / 1000} s`)),
    timeoutMs,
  )
  try {
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    if (response.statusCode !== 200) throw await toHoldError(response, services)
    await once(response, 'data')
    return toHold(sent, response)
  } catch (error) {
    sent.destroy()
    signal.throwIfAborted()
    throw error instanceof HomeError ? error : notHeld(getErrorMessage(error), services)
  } finally {
    clearTimeout(timer)
  }
}

function toHold(sent: ClientRequest, response: IncomingMessage): ServicesHold {
  const lost = new AbortController()
  const onLost = (): void => lost.abort()
  const ignore = (): void => {}
  sent.on('error', ignore)
  response.on('error', ignore)
  response.once('close', onLost)
  response.resume()
  return {
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      response.off('close', onLost)
      if (response.closed) return
      // Not `once`, which rejects with the error that the destroyed response emits.
      const closed = new Promise<void>((resolve) => response.once('close', () => resolve()))
      sent.destroy()
      await closed
    },
  }
}

async function toHoldError(response: IncomingMessage, services: ServicesRecord): Promise<HomeError> {
  if (response.statusCode === 404)
    return notHeld('They were started by an earlier version of homemanager.', services)
  const text = (await response.setEncoding('utf8').toArray()).join('')
  const detail = parseJsonRecord(text)?.['detail']
  return notHeld(
    typeof detail === 'string' ? detail : `The gateway responded with status ${response.statusCode}.`,
    services,
  )
}

function notHeld(detail: string, services: ServicesRecord): HomeError {
  const remedy = isInBackground(services)
    ? 'restart the services with homemanager restart services'
    : RESTART_PROGRAM
  return new HomeError(STACK_ERRORS.SERVICES_NOT_HELD, {
    message: 'The requests to the services could not be held back.',
    detail,
    suggestion: `Try again, or ${remedy}.`,
  })
}

/** The error if the hold ended while the stores were read. */
export function holdLost(): HomeError {
  return new HomeError(STACK_ERRORS.SERVICES_NOT_HELD, {
    message: 'The services ended while the snapshot was being saved.',
    suggestion: 'Wait until they run again (homemanager wait), then repeat the command.',
  })
}
