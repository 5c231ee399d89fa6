import { type DaemonAddress, parseDaemonAddress } from './daemon-address.js'
import { type DaemonCandidate, listDaemonCandidates } from './daemon-candidates.js'
import { openDaemonStream } from './daemon-request.js'

export const SOCKET_NOT_FOUND = 'socket not found'

export interface FoundDaemon {
  readonly address: DaemonAddress
  /** Where the address comes from: `DOCKER_HOST`, `context NAME`, `Docker`, `Colima`, … */
  readonly source: string
  readonly url: string
  /** The newest API version that it supports. */
  readonly apiVersion: string
}

export interface RejectedCandidate {
  readonly source: string
  readonly url: string
  readonly reason: string
}

export interface DaemonSearch {
  readonly found?: FoundDaemon
  /** The candidates that precede `found`, or all of them; in order of preference. */
  readonly rejected: readonly RejectedCandidate[]
}

/** Probes all candidates concurrently, each for at most `timeoutMs`. Returns the first in order that responds. */
export async function findDaemon(
  env: Readonly<Record<string, string | undefined>> = process.env,
  timeoutMs = 900,
): Promise<DaemonSearch> {
  const results = await Promise.all(
    listDaemonCandidates(env).map((candidate) => probeCandidate(candidate, timeoutMs)),
  )
  const rejected: RejectedCandidate[] = []
  for (const result of results) {
    if ('address' in result) return { found: result, rejected }
    rejected.push(result)
  }
  return { rejected }
}

async function probeCandidate(
  { source, url, certificatesDirectory }: DaemonCandidate,
  timeoutMs: number,
): Promise<FoundDaemon | RejectedCandidate> {
  if (url === '') return { source, url, reason: 'context not found, or it has no Docker endpoint' }
  const address = parseDaemonAddress(url, certificatesDirectory)
  if (address === undefined) return { source, url, reason: 'this is not a valid Docker daemon address' }
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await openDaemonStream(address, { path: '/_ping', signal })
    response.resume()
    const apiVersion = response.headers['api-version']
    if (response.statusCode === 200 && typeof apiVersion === 'string') {
      const podman = response.headers['libpod-api-version'] !== undefined
      return { address: podman ? { ...address, podman } : address, source, url, apiVersion }
    }
    return {
      source,
      url,
      reason: `it responded with ${response.statusCode ?? 0}, which is not a response of a Docker daemon`,
    }
  } catch (error) {
    return { source, url, reason: describeProbeError(error, timeoutMs) }
  }
}

function describeProbeError(error: unknown, timeoutMs: number): string {
  const { code, name, message } = error as NodeJS.ErrnoException
  if (name === 'AbortError' || name === 'TimeoutError') return `no response within ${timeoutMs} ms`
  switch (code) {
    case 'ENOENT': {
      return SOCKET_NOT_FOUND
    }
    case 'EACCES': {
      return 'permission denied (is the user in the docker group?)'
    }
    case 'ECONNREFUSED': {
      return 'connection refused'
    }
    default: {
      return message
    }
  }
}
