import { type DaemonSearch, findDaemon, SOCKET_NOT_FOUND } from './find-daemon.js'
import { findDaemonCached } from './find-daemon-cached.js'

export interface DockerAvailability {
  readonly available: boolean
  /** Which engine was taken, or why each one was not. */
  readonly reason: string
  /** The same in few words: sockets that are not there are left out. */
  readonly summary: string
  /** The address of the engine that was taken. */
  readonly url?: string
}

/** Whether a Docker engine answers. Answers within a second, also where a daemon hangs. */
export async function getDockerAvailability(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DockerAvailability> {
  const { found, rejected } = await (env === process.env ? findDaemonCached() : findDaemon(env))
  const others = rejected.map(describeRejection)
  const telling = rejected.filter(({ reason }) => reason !== SOCKET_NOT_FOUND).map(describeRejection)
  if (found === undefined) {
    return {
      available: false,
      reason: `No Docker engine answers. ${others.join('; ')}.`,
      summary: ['no Docker engine answers', ...telling].join('; '),
    }
  }
  const skipped = telling.length === 0 ? '' : ` Not taken: ${telling.join('; ')}.`
  const reason = `Docker engine of ${found.source} at ${found.url}.${skipped}`
  return { available: true, reason, summary: reason, url: found.url }
}

function describeRejection({ source, url, reason }: DaemonSearch['rejected'][number]): string {
  return `${source} (${url}): ${reason}`
}
