import { STORE_NAMES } from '../../../core/store-name.js'
import type { EngineRecord, Provider } from '../provider.js'
import { connectEngine } from './connect-engine.js'
import { containerDetails } from './container-details.js'
import { containerLog, containerLogLines } from './container-log.js'
import { inspectContainer, projectContainers, removeContainer, stopContainer } from './engine-container.js'
import { engineRecord } from './engine-record.js'
import { LABELS } from './compose-labels.js'

/**
 * Runs the engines as containers, named and labelled as Compose would do it from compose/docker-compose.yml. What reads
 * that file and makes containers is loaded when it is needed: `status` and `down` are quick without.
 */
export const dockerProvider: Provider = {
  name: 'docker',
  async start({ store, config, port, signal, onProgress, pull = 'missing' }) {
    const { startContainer } = await import('./start-container.js')
    const engine = await connectEngine()
    const portPinned = config.ports[store].pinned
    const container = await startContainer(engine, {
      service: store,
      config,
      port,
      portPinned,
      pull,
      signal,
      onProgress,
    })
    return engineRecord(store, config, container)
  },
  async running({ containerId }) {
    if (containerId === undefined) return false
    const container = await inspectContainer(await connectEngine(), containerId)
    return container?.State.Running ?? false
  },
  async stop({ containerId }, graceMs) {
    if (containerId === undefined) return
    const engine = await connectEngine()
    const container = await inspectContainer(engine, containerId)
    if (container === undefined) return
    await stopContainer(engine, containerId, graceMs)
    await removeContainer(engine, containerId)
    const project = container.Config.Labels[LABELS.project]
    if (project === undefined) return
    const { removeNetwork } = await import('./project-network.js')
    await removeNetwork(engine, project)
  },
  async removeData(store, config) {
    const { removeServiceData } = await import('./project-network.js')
    await removeServiceData(await connectEngine(), config, store)
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
        const container = listed && (await inspectContainer(engine, listed.Id))
        return container && engineRecord(store, config, container)
      }),
    )
    return records.filter((record) => record !== undefined)
  },
}
