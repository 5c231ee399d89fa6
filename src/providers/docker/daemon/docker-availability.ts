import { findDaemon, type RejectedCandidate, SOCKET_NOT_FOUND } from './find-daemon.js'
import { findDaemonCached } from './find-daemon-cached.js'

export interface DockerAvailability {
  readonly available: boolean
  /** Which daemon is used, or why each address was rejected. */
  readonly reason: string
  /** The same without sockets that do not exist. */
  readonly summary: string
  /** The address of the daemon. */
  readonly url?: string
}

/** Whether a Docker daemon is responding. Resolves within a second, even if a daemon hangs. */
export async function getDockerAvailability(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DockerAvailability> {
  const { found, rejected } = await (env === process.env ? findDaemonCached() : findDaemon(env))
  const rejections = rejected.map(describeRejection)
  const relevant = rejected.filter(({ reason }) => reason !== SOCKET_NOT_FOUND).map(describeRejection)
  if (found === undefined) {
    return {
      available: false,
      reason: `No Docker daemon is responding. ${rejections.join('; ')}.`,
      summary: ['no Docker daemon is responding', ...relevant].join('; '),
    }
  }
  const skipped = relevant.length === 0 ? '' : ` Rejected: ${relevant.join('; ')}.`
  const source = found.source === 'Docker' ? '' : ` (${found.source})`
  const reason = `Docker daemon at ${found.url}${source}.${skipped}`
  return { available: true, reason, summary: reason, url: found.url }
}

function describeRejection({ source, url, reason }: RejectedCandidate): string {
  return `${source} (${url}): ${reason}`
}
