import { type EngineAddress, parseEngineAddress } from './engine-address.js'
import { type EngineCandidate, engineCandidates } from './engine-candidates.js'
import { openEngineStream } from './engine-request.js'

export const NO_SOCKET = 'there is no such socket'

export interface FoundEngine {
  readonly address: EngineAddress
  /** Who named it: `DOCKER_HOST`, `context NAME`, `Docker`, `Colima`, … */
  readonly source: string
  readonly url: string
  /** The newest version of the API that it speaks. */
  readonly apiVersion: string
}

export interface EngineSearch {
  readonly found?: FoundEngine
  /** Each place that did not answer, and why; in the order in which they were preferred. */
  readonly refused: readonly { readonly source: string; readonly url: string; readonly reason: string }[]
}

/** Asks all places at once and takes the first in order that answers. One that says nothing for `timeoutMs` is refused. */
export async function findEngine(
  env: Readonly<Record<string, string | undefined>> = process.env,
  timeoutMs = 900,
): Promise<EngineSearch> {
  const answers = await Promise.all(engineCandidates(env).map((candidate) => ask(candidate, timeoutMs)))
  const refused: { source: string; url: string; reason: string }[] = []
  for (const answer of answers) {
    if ('address' in answer) return { found: answer, refused }
    refused.push(answer)
  }
  return { refused }
}

type Answer = FoundEngine | { readonly source: string; readonly url: string; readonly reason: string }

async function ask({ source, url, certificates }: EngineCandidate, timeoutMs: number): Promise<Answer> {
  if (url === '') return { source, url, reason: 'there is no such context, or it names no Docker engine' }
  const address = parseEngineAddress(url, certificates)
  if (address === undefined) return { source, url, reason: 'this is not an address of a Docker engine' }
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await openEngineStream(address, { path: '/_ping', signal })
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
    return { source, url, reason: reasonOf(error, timeoutMs) }
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { code, name, message } = error as NodeJS.ErrnoException
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  switch (code) {
    case 'ENOENT': {
      return NO_SOCKET
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
