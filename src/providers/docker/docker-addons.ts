import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { AddonRecipe, AddonRecord, AddonRunner } from '../provider.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import { readContainerLog, openContainerLog } from './container/container-log.js'
import { isContainerRunning, stopContainer } from './container/stop-container.js'
import {
  getContainerEnvironment,
  type InspectedContainer,
  inspectContainer,
  listProjectContainers,
  getPublishedPort,
  restartContainerOnFailure,
} from './container/container-api.js'
import { findOtherOwner } from './container/project-owner.js'

/** Runs add-ons as containers, as defined in the Compose file. */
export const dockerAddons: AddonRunner = {
  async start(addon, addonRequest) {
    const { config, port, signal, onProgress, pull = 'missing' } = addonRequest
    await addon.prepareContainers?.(addonRequest)
    const { startContainer } = await import('./container/start-container.js')
    const portPinned = config.ports[addon.name].pinned
    const environment = addon.toEnvironment?.(config) ?? {}
    const request = { service: addon.name, config, environment, port, portPinned, pull, signal, onProgress }
    const { container } = await startContainer(await connectDaemon(), request)
    return toAddonRecord(addon, config, container)
  },
  isRunning: async ({ containerId = '' }) => isContainerRunning(containerId),
  restartOnFailure: async ({ containerId = '' }) =>
    restartContainerOnFailure(await connectDaemon(), containerId),
  stop: async ({ containerId = '' }, graceMs) => stopContainer(containerId, graceMs),
  lastLogLines: async ({ containerId = '' }, count) =>
    readContainerLog(await connectDaemon(), containerId, count),
  openLog: async ({ containerId = '' }) => openContainerLog(await connectDaemon(), containerId),
  async find(addons, config) {
    const daemon = await connectDaemon()
    const containers = await listProjectContainers(daemon, config.project)
    const records = await Promise.all(
      addons.map(async (addon) => {
        const listed = containers.get(addon.name)
        const container =
          listed && !findOtherOwner(listed.Labels, config) && (await inspectContainer(daemon, listed.Id))
        return container ? toAddonRecord(addon, config, container) : undefined
      }),
    )
    return records.filter((record) => record !== undefined)
  },
}

function toAddonRecord(
  addon: AddonRecipe,
  config: ResolvedConfig,
  container: InspectedContainer,
): AddonRecord {
  const port = getPublishedPort(container) ?? 0
  const url = addon.toUrl({ port, environment: getContainerEnvironment(container) }, config)
  return { name: addon.name, port, containerId: container.Id, engine: container.Config.Image, url }
}
