import type { ContainerDetails } from '../container-details.js'
import type { EngineAddress } from './engine-address.js'
import { inspectContainer, projectContainers } from './engine-container.js'
import { engineRequest } from './engine-request.js'

/** The containers of a project by their service, with what `status` shows of them. */
export async function containerDetails(
  engine: EngineAddress,
  project: string,
): Promise<ReadonlyMap<string, ContainerDetails>> {
  const listed = await projectContainers(engine, project)
  const described = Array.from(
    listed,
    async ([service, { Id }]): Promise<readonly [string, ContainerDetails] | undefined> => {
      const [container, memoryBytes] = await Promise.all([inspectContainer(engine, Id), memoryOf(engine, Id)])
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
        memoryBytes: running ? memoryBytes : null,
      }
      return [service, details]
    },
  )
  return new Map((await Promise.all(described)).filter((each) => each !== undefined))
}

interface MemoryStats {
  readonly memory_stats?: {
    readonly usage?: number
    readonly stats?: Readonly<Record<string, number>>
  }
}

/**
 * `one-shot` spares the second that the engine otherwise waits to compute the use of processors. The page cache is
 * taken off as `docker stats` does: inactive_file (cgroup v2) or total_inactive_file (v1).
 */
async function memoryOf(engine: EngineAddress, id: string): Promise<number | null> {
  const path = `/containers/${id}/stats?stream=false&one-shot=true`
  const answer = await engineRequest<MemoryStats>(engine, { path, already: [304, 404, 409, 500] })
  const { usage, stats = {} } = answer?.memory_stats ?? {}
  if (usage === undefined) return null
  return usage - (stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0)
}
