import type { ContainerDetails } from '../../container-details.js'
import { getContainerMemory } from './container-memory.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { inspectContainer, listProjectContainers } from './container-api.js'

/** The details of a project's containers by service, for `status`. */
export async function getContainerDetails(
  daemon: DaemonAddress,
  project: string,
): Promise<ReadonlyMap<string, ContainerDetails>> {
  const listed = await listProjectContainers(daemon, project)
  const entries = Array.from(
    listed,
    async ([service, { Id }]): Promise<readonly [string, ContainerDetails] | undefined> => {
      const container = await inspectContainer(daemon, Id)
      if (container === undefined) return undefined
      const { Running: running, StartedAt: startedAt, Health: health } = container.State
      const uptime = Math.max(0, Math.floor((Date.now() - Date.parse(startedAt)) / 1000))
      const details: ContainerDetails = {
        name: container.Name.slice(1),
        id: container.Id,
        image: container.Config.Image,
        running,
        health: health?.Status ?? null,
        startedAt: running ? startedAt : null,
        uptimeSeconds: running ? uptime : null,
        restartCount: container.RestartCount ?? 0,
        memoryBytes: running ? await getContainerMemory(daemon, container) : null,
      }
      return [service, details]
    },
  )
  return new Map((await Promise.all(entries)).filter((each) => each !== undefined))
}
