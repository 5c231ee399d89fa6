import type { ContainerDetails } from '../container-details.js'
import { containerMemory } from './container-memory.js'
import type { EngineAddress } from './engine-address.js'
import { inspectContainer, projectContainers } from './engine-container.js'

/** The containers of a project by their service, with what `status` shows of them. */
export async function containerDetails(
  engine: EngineAddress,
  project: string,
): Promise<ReadonlyMap<string, ContainerDetails>> {
  const listed = await projectContainers(engine, project)
  const described = Array.from(
    listed,
    async ([service, { Id }]): Promise<readonly [string, ContainerDetails] | undefined> => {
      const container = await inspectContainer(engine, Id)
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
        memoryBytes: running ? await containerMemory(engine, container) : null,
      }
      return [service, details]
    },
  )
  return new Map((await Promise.all(described)).filter((each) => each !== undefined))
}
