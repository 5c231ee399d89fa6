import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { HomeError } from '../../../core/home-error.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import type { DaemonAddress } from './daemon-address.js'

export interface DaemonRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: object
  /** Path and query of the Docker Engine API, without a version: the engine's own is used. */
  readonly path: string
  readonly signal?: AbortSignal
  /** Give up after this many milliseconds; default: wait. */
  readonly timeoutMs?: number
  /** Statuses that mean "already so" and give `undefined`: 304 and 404 by default. */
  readonly ignoredStatuses?: readonly number[]
}

/**
 * One request to the Docker Engine API, for looking, waiting and ending: `status` and `down` are too quick to load dockerode,
 * which makes things (docs/adr/0071). Throws `DOCKER_ERROR` with the engine's own words.
 */
export async function requestDaemon<T>(
  address: DaemonAddress,
  request: DaemonRequest,
): Promise<T | undefined> {
  const response = await openDaemonStream(address, request)
  const { statusCode = 0 } = response
  const text = Buffer.concat(await response.toArray()).toString('utf8')
  if ((request.ignoredStatuses ?? [304, 404]).includes(statusCode)) return undefined
  if (statusCode >= 400) throw daemonRequestError(request, statusCode, text)
  // Podman says OK in plain text where Docker says nothing, and does not always call JSON by its name.
  return /^\s*[[{]/.test(text) ? (JSON.parse(text) as T) : undefined
}

/** The same, but gives the response as it arrives, whatever its status. */
export async function openDaemonStream(
  address: DaemonAddress,
  request: DaemonRequest,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method: request.method ?? 'GET',
    path: request.path,
    agent: false,
    headers: {
      host: 'docker',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.signal ? { signal: request.signal } : {}),
    ...(request.timeoutMs === undefined ? {} : { timeout: request.timeoutMs }),
  }
  const sent = await sendDaemonRequest(address, options)
  return new Promise((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${request.timeoutMs ?? 0} ms`)))
    sent.end(request.body === undefined ? undefined : JSON.stringify(request.body))
  })
}

async function sendDaemonRequest(address: DaemonAddress, options: RequestOptions): Promise<ClientRequest> {
  if (address.kind === 'tcp' && address.tls) {
    const { request } = await import('node:https')
    return request({ ...options, ...address.tls, host: address.host, port: address.port })
  }
  const { request } = await import('node:http')
  if (address.kind === 'socket') return request({ ...options, socketPath: address.path })
  if (address.kind === 'tcp') return request({ ...options, host: address.host, port: address.port })
  const { createSshAgent } = await import('./ssh-agent.js')
  return request({ ...options, agent: createSshAgent(address) })
}

function daemonRequestError(request: DaemonRequest, status: number, text: string): HomeError {
  let words = text
  try {
    words = (JSON.parse(text) as { message?: string }).message ?? text
  } catch {
    // Not JSON: a proxy's own page, given as it is.
  }
  return new HomeError(DOCKER_ERRORS.DOCKER_ERROR, {
    message: `The Docker engine refused ${request.method ?? 'GET'} ${request.path.split('?')[0] ?? ''} (${status}).`,
    detail: words.trim(),
    suggestion: 'Run homemanager doctor to see which engine was taken and what it has.',
  })
}
