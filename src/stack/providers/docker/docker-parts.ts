import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { OPTIONAL_PARTS, PART_PROGRAMS, type OptionalPart } from '../../../core/optional-part.js'
import type { PartRecord, PartRunner } from '../provider.js'
import { connectEngine } from './connect-engine.js'
import { containerLog, containerLogLines } from './container-log.js'
import { containerRuns, endContainer } from './end-container.js'
import {
  environmentOf,
  type InspectedContainer,
  inspectContainer,
  projectContainers,
  publishedPort,
} from './engine-container.js'
import { ownedElsewhere } from './project-owner.js'

/** Redis and PgBouncer as containers, from the profiles of the Compose file. */
export const dockerParts: PartRunner = {
  async start(part, { config, port, signal, onProgress, pull = 'missing' }) {
    const { startContainer } = await import('./start-container.js')
    const service = PART_PROGRAMS[part]
    const portPinned = config.ports[service].pinned
    const request = { service, config, port, portPinned, pull, signal, onProgress }
    const { container } = await startContainer(await connectEngine(), request)
    return partRecord(part, config, container)
  },
  running: async ({ containerId }) => containerRuns(containerId),
  stop: async ({ containerId }, graceMs) => endContainer(containerId, graceMs),
  lastLogLines: async ({ containerId }, count) => containerLog(await connectEngine(), containerId, count),
  async *logLines({ containerId }, options) {
    yield* containerLogLines(await connectEngine(), containerId, options)
  },
  async find(config) {
    const engine = await connectEngine()
    const containers = await projectContainers(engine, config.project)
    const records = await Promise.all(
      OPTIONAL_PARTS.map(async (part) => {
        const listed = containers.get(PART_PROGRAMS[part])
        const container =
          listed && !ownedElsewhere(listed.Labels, config) && (await inspectContainer(engine, listed.Id))
        return container ? partRecord(part, config, container) : undefined
      }),
    )
    return records.filter((record) => record !== undefined)
  },
}

/** User and password are the container's own: Compose may have started it with others. */
function partRecord(part: OptionalPart, config: ResolvedConfig, container: InspectedContainer): PartRecord {
  const port = publishedPort(container) ?? 0
  const running = { part, port, containerId: container.Id, engine: container.Config.Image }
  if (part === 'cache') return { ...running, url: `redis://127.0.0.1:${port}` }
  const env = environmentOf(container)
  const url = new URL(`postgres://127.0.0.1:${port}/`)
  url.username = encodeURIComponent(env.get('DB_USER') ?? config.postgres.user)
  url.password = encodeURIComponent(env.get('DB_PASSWORD') ?? config.postgres.password)
  url.pathname = encodeURIComponent(env.get('DB_NAME') ?? config.postgres.database)
  return { ...running, url: url.href }
}
