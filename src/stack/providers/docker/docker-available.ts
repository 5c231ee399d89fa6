import { findEngine } from './find-engine.js'
import { searchEngine } from './search-engine.js'

export interface DockerAvailability {
  readonly available: boolean
  /** Which engine was taken, or why each one was not. */
  readonly reason: string
  /** The address of the engine that was taken. */
  readonly url?: string
}

/** Whether a Docker engine answers. Answers within a second, also where a daemon hangs. */
export async function dockerAvailable(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DockerAvailability> {
  const { found, refused } = await (env === process.env ? searchEngine() : findEngine(env))
  const others = refused
    .filter(({ reason }) => found === undefined || reason !== 'there is no such socket')
    .map(({ source, url, reason }) => `${source} (${url}): ${reason}`)
  if (found === undefined)
    return { available: false, reason: `No Docker engine answers. ${others.join('; ')}.` }
  const skipped = others.length === 0 ? '' : ` Not taken: ${others.join('; ')}.`
  return {
    available: true,
    reason: `Docker engine of ${found.source} at ${found.url}.${skipped}`,
    url: found.url,
  }
}
