import { STORE_NAMES } from '../../../core/store-name.js'
import type { EngineRecord, Provider } from '../provider.js'
import { connectEngine } from './connect-engine.js'
import { containerDetails } from './container-details.js'
import { containerLog, containerLogLines } from './container-log.js'
import { containerEnded, inspectContainer, projectContainers } from './engine-container.js'
import { engineRecord } from './engine-record.js'
import { ownedElsewhere } from './project-owner.js'
import { containerRuns, endContainer } from './end-container.js'
import { dockerParts } from './docker-parts.js'

/**
 * Runs the engines as containers, named and labelled as Compose would do it from compose/docker-compose.yml. What reads
 * that file and makes containers is loaded when it is needed: `status` and `down` are quick without.
 */
export const dockerProvider: Provider = {
  name: 'docker',
  parts: dockerParts,
  async start({ store, config, port, signal, onProgress, onLaunched, pull = 'missing' }) {
    const { startContainer } = await import('./start-container.js')
    const engine = await connectEngine()
    const portPinned = config.ports[store].pinned
    const { container, newData } = await startContainer(engine, {
      service: store,
      config,
      port,
      portPinned,
      pull,
      signal,
      onProgress,
      ...(onLaunched ? { onLaunched } : {}),
    })
    return { ...engineRecord(store, config, container), ...(newData ? { unfinished: true } : {}) }
  },
  running: async ({ containerId }) => containerId !== undefined && containerRuns(containerId),
  async ended({ containerId }, signal) {
    if (containerId !== undefined) await containerEnded(await connectEngine(), containerId, { signal })
  },
  async stop({ containerId }, graceMs) {
    if (containerId !== undefined) await endContainer(containerId, graceMs)
  },
  async removeData(store, config) {
    const { removeServiceData } = await import('./project-network.js')
    await removeServiceData(await connectEngine(), config, store)
  },
  async dataNames(config) {
    const { projectVolumes } = await import('./project-network.js')
    return (await projectVolumes(await connectEngine(), config)).map((name) => `volume ${name}`)
  },
  async lastLogLines({ containerId }, count) {
    return containerId === undefined ? [] : containerLog(await connectEngine(), containerId, count)
  },
  async *logLines({ containerId }, options) {
    if (containerId !== undefined) yield* containerLogLines(await connectEngine(), containerId, options)
  },
  async details(config) {
    return containerDetails(await connectEngine(), config.project)
  },
  async find(config) {
    const engine = await connectEngine()
    const containers = await projectContainers(engine, config.project)
    const records = await Promise.all(
      STORE_NAMES.map(async (store): Promise<EngineRecord | undefined> => {
        const listed = containers.get(store)
        const container =
          listed && !ownedElsewhere(listed.Labels, config) && (await inspectContainer(engine, listed.Id))
        return container ? engineRecord(store, config, container) : undefined
      }),
    )
    return records.filter((record) => record !== undefined)
  },
}
