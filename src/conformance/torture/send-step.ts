import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from '../../services/http/api/operation.js'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import type { ContractCaller, ContractResponse, RawCall } from '../contract-caller.js'
import { ContractViolation } from '../contract-violation.js'
import { NoResponse } from '../no-response.js'
import type { Disturbance } from './disturbance.js'
import { TortureFailure } from './torture-failure.js'
import { DISTURBANCE_HEADER } from './unreliable-proxy.js'

export interface SendOptions {
  readonly disturbance?: Disturbance | undefined
  /** How long a service that is restarted may not respond, in milliseconds; 0: it must respond. */
  readonly restartTimeoutMs: number
  readonly signal: AbortSignal
}

/** How long a component may be away after it was killed, in milliseconds. */
const RESTART_MS = 60_000
/** Requests without a response within the limit of the client, one after the other, before that is a failure. */
const MAX_SILENT = 2
/** How long a service may return 503 or 429, or 409 for a request that is being handled, in milliseconds. */
const BUSY_MS = 20_000
const PAUSE_MS = 100

/** How the steps of an episode are sent. */
export function toSendOptions(steps: readonly { readonly kind: string }[], signal: AbortSignal): SendOptions {
  const kills = steps.some(({ kind }) => kind === 'kill')
  return { restartTimeoutMs: kills ? RESTART_MS : 0, signal }
}

/** Undefined: the connection was closed on purpose, so it is not known whether the service has handled the request. */
export async function sendOnce(
  caller: ContractCaller,
  operation: Operation,
  input: RawCall,
  { disturbance }: Pick<SendOptions, 'disturbance'> = {},
): Promise<ContractResponse | undefined> {
  try {
    return await caller.send(operation, {
      ...input,
      ...(disturbance === undefined
        ? {}
        : { headers: { ...input.headers, [DISTURBANCE_HEADER]: disturbance } }),
    })
  } catch (error) {
    if (error instanceof NoResponse && disturbance?.startsWith('cut') === true) return undefined
    if (error instanceof ContractViolation)
      throw new TortureFailure('contract', error.message, { cause: error })
    throw error
  }
}

/**
 * Sends a request that is safe to repeat until the service has handled it. A 503 or 429 is repeated, as its `Retry-After`
 * says, and so is what a restart interrupts.
 */
export async function sendUntilHandled(
  caller: ContractCaller,
  operation: Operation,
  input: RawCall,
  options: SendOptions,
): Promise<ContractResponse> {
  const since = performance.now()
  let { disturbance } = options
  let silent = 0
  for (;;) {
    options.signal.throwIfAborted()
    let response: ContractResponse | undefined
    try {
      response = await sendOnce(caller, operation, input, { disturbance })
    } catch (error) {
      if (!(error instanceof NoResponse)) throw error
      silent++
      const waited = performance.now() - since
      if (options.restartTimeoutMs === 0 ? silent >= MAX_SILENT : waited > options.restartTimeoutMs)
        throw new TortureFailure('no response', `${operation.id}: ${error.message}`, { cause: error })
    }
    disturbance = undefined
    if (response !== undefined && !isBusy(response, operation, input)) {
      if (response.status < 500 || performance.now() - since < options.restartTimeoutMs) {
        if (response.status < 500) return response
      } else
        throw new TortureFailure(
          'error',
          `${operation.id} returned ${response.status}: ${formatBody(response)}`,
        )
    }
    if (performance.now() - since > Math.max(BUSY_MS, options.restartTimeoutMs))
      throw new TortureFailure('error', `${operation.id} was not handled: ${formatBody(response)}`)
    await sleep(PAUSE_MS, undefined, { signal: options.signal })
  }
}

/** 409 CONFLICT: the first request with the same key is still being handled. */
function isBusy(response: ContractResponse, operation: Operation, input: RawCall): boolean {
  const { status } = response
  if (status === 503 || status === 429) return true
  const isRepeatable = operation.idempotent === true && input.idempotencyKey !== undefined
  return isRepeatable && status === 409 && response.field('code') === HTTP_ERRORS.CONFLICT.code
}

function formatBody(response: ContractResponse | undefined): string {
  return JSON.stringify(response?.body ?? null).slice(0, 300)
}
