import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { EngineFiles, EngineRecord, Provider } from '../provider.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import { getContainerDetails } from './container/get-container-details.js'
import { readContainerLog, openContainerLog } from './container/container-log.js'
import {
  getContainerEnvironment,
  getPublishedPort,
  inspectContainer,
  listProjectContainers,
  restartContainerOnFailure,
  waitForContainerExit,
} from './container/container-api.js'
import { runInContainer } from './container/run-in-container.js'
import { toEngineRecord } from './to-engine-record.js'
import { findOtherOwner } from './container/project-owner.js'
import { isContainerRunning, stopContainer } from './container/stop-container.js'
import type { DockerRecipe } from './docker-recipe.js'
import { dockerAddons } from './docker-addons.js'

/**
 * Runs the engines as containers with the names and labels that Compose would give them for compose/docker-compose.yml.
 * The modules that read that file and create containers are loaded on demand, because `status` and `down` do not need
 * them.
 */
export function createDockerProvider(loadRecipe: (store: StoreName) => Promise<DockerRecipe>): Provider {
  return {
    name: 'docker',
    files: {
      save: async (...args) => (await loadFiles()).save(...args),
      stage: async (...args) => (await loadFiles()).stage(...args),
      replace: async (...args) => (await loadFiles()).replace(...args),
      discard: async (...args) => (await loadFiles()).discard(...args),
    },
    addons: dockerAddons,
    async start({ store, config, port, signal, onProgress, onLaunched, pull = 'missing' }) {
      const { startContainer } = await import('./container/start-container.js')
      const [daemon, recipe] = await Promise.all([connectDaemon(), loadRecipe(store)])
      const portPinned = config.ports[store].pinned
      const { container, newData } = await startContainer(daemon, {
        service: store,
        config,
        environment: recipe.toEnvironment?.(config) ?? {},
        port,
        portPinned,
        pull,
        signal,
        onProgress,
        ...(onLaunched ? { onLaunched } : {}),
        ...(recipe.assertDataMatches ? { assertDataMatches: recipe.assertDataMatches } : {}),
      })
      return { ...toEngineRecord(store, recipe, config, container), ...(newData ? { unfinished: true } : {}) }
    },
    async grantAccess({ store, containerId = '' }, config) {
      const recipe = await loadRecipe(store)
      if (recipe.grantAccess === undefined) return
      const daemon = await connectDaemon()
      const container = await inspectContainer(daemon, containerId)
      if (container === undefined) return
      await recipe.grantAccess(config, {
        port: getPublishedPort(container) ?? 0,
        environment: getContainerEnvironment(container),
        run: async (command, environment) => runInContainer(daemon, containerId, command, environment),
      })
    },
    isRunning: async ({ containerId }) => containerId !== undefined && isContainerRunning(containerId),
    async waitForExit({ containerId }, signal) {
      if (containerId !== undefined)
        await waitForContainerExit(await connectDaemon(), containerId, { signal })
    },
    async restartOnFailure({ containerId }) {
      if (containerId !== undefined) await restartContainerOnFailure(await connectDaemon(), containerId)
    },
    async stop({ containerId }, graceMs) {
      if (containerId !== undefined) await stopContainer(containerId, graceMs)
    },
    async removeData(store, config) {
      const { removeServiceData } = await import('./container/project-resources.js')
      await (await loadFiles()).discard(store, config)
      await removeServiceData(await connectDaemon(), config, store)
    },
    async listDataLocations(config) {
      const { listProjectVolumes } = await import('./container/project-resources.js')
      return (await listProjectVolumes(await connectDaemon(), config)).map((name) => `volume ${name}`)
    },
    async lastLogLines({ containerId }, count) {
      return containerId === undefined ? [] : readContainerLog(await connectDaemon(), containerId, count)
    },
    async openLog({ containerId }) {
      return containerId === undefined ? undefined : openContainerLog(await connectDaemon(), containerId)
    },
    async getContainerDetails(config) {
      return getContainerDetails(await connectDaemon(), config.project)
    },
    async find(config) {
      const daemon = await connectDaemon()
      const containers = await listProjectContainers(daemon, config.project)
      const records = await Promise.all(
        STORE_NAMES.map(async (store): Promise<EngineRecord | undefined> => {
          const listed = containers.get(store)
          const container =
            listed && !findOtherOwner(listed.Labels, config) && (await inspectContainer(daemon, listed.Id))
          return container ? toEngineRecord(store, await loadRecipe(store), config, container) : undefined
        }),
      )
      return records.filter((record) => record !== undefined)
    },
  }
}

async function loadFiles(): Promise<EngineFiles> {
  return (await import('./docker-files.js')).dockerFiles
}
