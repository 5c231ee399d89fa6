import { type DaemonAddress, parseDaemonAddress } from './daemon-address.js'
import { type DaemonCandidate, listDaemonCandidates } from './daemon-candidates.js'
import { openDaemonStream } from './daemon-request.js'

export const SOCKET_NOT_FOUND = 'there is no such socket'

export interface FoundDaemon {
  readonly address: DaemonAddress
  /** Who named it: `DOCKER_HOST`, `context NAME`, `Docker`, `Colima`, … */
  readonly source: string
  readonly url: string
  /** The newest version of the API that it speaks. */
  readonly apiVersion: string
}

export interface DaemonSearch {
  readonly found?: FoundDaemon
  /** Each place that did not answer, and why; in the order in which they were preferred. */
  readonly rejected: readonly { readonly source: string; readonly url: string; readonly reason: string }[]
}

/** Asks all places at once and takes the first in order that answers. One that says nothing for `timeoutMs` is refused. */
export async function findDaemon(
  env: Readonly<Record<string, string | undefined>> = process.env,
  timeoutMs = 900,
): Promise<DaemonSearch> {
  const answers = await Promise.all(
    listDaemonCandidates(env).map((candidate) => probeCandidate(candidate, timeoutMs)),
  )
  const rejected: { source: string; url: string; reason: string }[] = []
  for (const answer of answers) {
    if ('address' in answer) return { found: answer, rejected }
    rejected.push(answer)
  }
  return { rejected }
}

type CandidateResult =
  | FoundDaemon
  | { readonly source: string; readonly url: string; readonly reason: string }

async function probeCandidate(
  { source, url, certificatesDirectory }: DaemonCandidate,
  timeoutMs: number,
): Promise<CandidateResult> {
  if (url === '') return { source, url, reason: 'there is no such context, or it names no Docker engine' }
  const address = parseDaemonAddress(url, certificatesDirectory)
  if (address === undefined) return { source, url, reason: 'this is not an address of a Docker engine' }
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
      reason: `it answered ${response.statusCode ?? 0}, which is not a Docker engine's answer`,
    }
  } catch (error) {
    return { source, url, reason: describeProbeError(error, timeoutMs) }
  }
}

function describeProbeError(error: unknown, timeoutMs: number): string {
  const { code, name, message } = error as NodeJS.ErrnoException
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  switch (code) {
    case 'ENOENT': {
      return SOCKET_NOT_FOUND
    }
    case 'EACCES': {
      return 'this user may not use it (is the user in the docker group?)'
    }
    case 'ECONNREFUSED': {
      return 'nothing listens there'
    }
    default: {
      return message
    }
  }
}
