import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { HomeError } from '../../../core/home-error.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import type { DaemonAddress } from './daemon-address.js'

export interface DaemonRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: object
  /** Path and query of the Docker Engine API, without a version: the daemon's own version is used. */
  readonly path: string
  readonly signal?: AbortSignal
  /** Default: no timeout. */
  readonly timeoutMs?: number
  /** Error statuses for which the result is `undefined`. Default: 304 and 404. */
  readonly ignoredStatuses?: readonly number[]
}

/**
 * Sends a request to the Docker Engine API. Used to inspect, wait for and remove resources: loading dockerode, which is
 * used to create them, would slow down `status` and `down` (docs/adr/0071). Throws `DOCKER_ERROR` with the daemon's
 * error message.
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
  // Podman returns OK where Docker returns an empty body, and does not always set the content type of JSON.
  return /^\s*[[{]/.test(text) ? (JSON.parse(text) as T) : undefined
}

/** The same, but resolves to the response stream, whatever its status. */
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
    sent.once('timeout', () => sent.destroy(new Error(`no response within ${request.timeoutMs ?? 0} ms`)))
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
  let message = text
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? text
  } catch {
    // Not JSON, such as the error page of a proxy.
  }
  return new HomeError(DOCKER_ERRORS.DOCKER_ERROR, {
    message: `The Docker daemon returned an error for ${request.method ?? 'GET'} ${request.path.split('?')[0] ?? ''} (${status}).`,
    detail: message.trim(),
    suggestion: 'Run homemanager doctor to check the Docker daemon.',
  })
}
