import type { ResolvedConfig } from '../../config/resolved-config.js'
import { ADDON_NAMES, type AddonName } from '../../core/addon-name.js'
import type { AddonRecord, AddonRunner } from '../provider.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import { readContainerLog, streamContainerLog } from './container/container-log.js'
import { isContainerRunning, stopContainer } from './container/stop-container.js'
import {
  getContainerEnvironment,
  type InspectedContainer,
  inspectContainer,
  listProjectContainers,
  getPublishedPort,
} from './container/container-api.js'
import { findOtherOwner } from './container/project-owner.js'

/** Runs Redis and PgBouncer as containers, as defined in the Compose file. */
export const dockerAddons: AddonRunner = {
  async start(name, { config, port, signal, onProgress, pull = 'missing' }) {
    const { startContainer } = await import('./container/start-container.js')
    const portPinned = config.ports[name].pinned
    const request = { service: name, config, port, portPinned, pull, signal, onProgress }
    const { container } = await startContainer(await connectDaemon(), request)
    return toAddonRecord(name, config, container)
  },
  isRunning: async ({ containerId }) => isContainerRunning(containerId),
  stop: async ({ containerId }, graceMs) => stopContainer(containerId, graceMs),
  lastLogLines: async ({ containerId }, count) => readContainerLog(await connectDaemon(), containerId, count),
  async *streamLogLines({ containerId }, options) {
    yield* streamContainerLog(await connectDaemon(), containerId, options)
  },
  async find(config) {
    const daemon = await connectDaemon()
    const containers = await listProjectContainers(daemon, config.project)
    const records = await Promise.all(
      ADDON_NAMES.map(async (name) => {
        const listed = containers.get(name)
        const container =
          listed && !findOtherOwner(listed.Labels, config) && (await inspectContainer(daemon, listed.Id))
        return container ? toAddonRecord(name, config, container) : undefined
      }),
    )
    return records.filter((record) => record !== undefined)
  },
}

/** User and password are read from the container, because Compose may have started it with different ones. */
function toAddonRecord(name: AddonName, config: ResolvedConfig, container: InspectedContainer): AddonRecord {
  const port = getPublishedPort(container) ?? 0
  const running = { name, port, containerId: container.Id, engine: container.Config.Image }
  if (name === 'redis') return { ...running, url: `redis://127.0.0.1:${port}` }
  const env = getContainerEnvironment(container)
  const url = new URL(`postgres://127.0.0.1:${port}/`)
  url.username = encodeURIComponent(env.get('DB_USER') ?? config.postgres.user)
  url.password = encodeURIComponent(env.get('DB_PASSWORD') ?? config.postgres.password)
  url.pathname = encodeURIComponent(env.get('DB_NAME') ?? config.postgres.database)
  return { ...running, url: url.href }
}
