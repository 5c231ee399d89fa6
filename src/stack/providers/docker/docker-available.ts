import { type EngineSearch, findEngine, NO_SOCKET } from './find-engine.js'
import { searchEngine } from './search-engine.js'

export interface DockerAvailability {
  readonly available: boolean
  /** Which engine was taken, or why each one was not. */
  readonly reason: string
  /** The same in few words: sockets that are not there are left out. */
  readonly shortly: string
  /** The address of the engine that was taken. */
  readonly url?: string
}

/** Whether a Docker engine answers. Answers within a second, also where a daemon hangs. */
export async function dockerAvailable(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DockerAvailability> {
  const { found, refused } = await (env === process.env ? searchEngine() : findEngine(env))
  const others = refused.map(inWords)
  const telling = refused.filter(({ reason }) => reason !== NO_SOCKET).map(inWords)
  if (found === undefined) {
    return {
      available: false,
      reason: `No Docker engine answers. ${others.join('; ')}.`,
      shortly: ['no Docker engine answers', ...telling].join('; '),
    }
  }
  const skipped = telling.length === 0 ? '' : ` Not taken: ${telling.join('; ')}.`
  const reason = `Docker engine of ${found.source} at ${found.url}.${skipped}`
  return { available: true, reason, shortly: reason, url: found.url }
}

function inWords({ source, url, reason }: EngineSearch['refused'][number]): string {
  return `${source} (${url}): ${reason}`
}
