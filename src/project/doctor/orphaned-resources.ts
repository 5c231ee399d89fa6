import { getDockerAvailability } from '../../providers/docker/daemon/docker-availability.js'
import {
  type OrphanedDockerResource,
  findOrphanedDockerResources,
  removeOrphanedDockerResources,
} from '../../providers/docker/orphaned-docker-resources.js'
import { stopProcess } from '../../providers/stop-process.js'
import type { Finding } from './finding.js'
import { type OrphanedProcess, findOrphanedProcesses } from './find-orphaned-processes.js'

/** What is left of projects whose folder is gone. */
export interface OrphanedResources {
  readonly processes: readonly OrphanedProcess[]
  readonly docker: readonly OrphanedDockerResource[]
}

const STOP_GRACE_MS = 5000

export async function findOrphanedResources(): Promise<OrphanedResources> {
  const { available } = await getDockerAvailability()
  return { processes: findOrphanedProcesses(), docker: available ? await findOrphanedDockerResources() : [] }
}

/** Ends the processes, and deletes the containers, networks and volumes with their data. */
export async function removeOrphanedResources({ processes, docker }: OrphanedResources): Promise<void> {
  await Promise.all(processes.map(async (each) => stopProcess(each.process, 'SIGTERM', STOP_GRACE_MS)))
  if (docker.length > 0) await removeOrphanedDockerResources(docker)
}

export function toOrphanFindings({ processes, docker }: OrphanedResources): readonly Finding[] {
  const fix = 'Run homemanager doctor --fix.'
  const found: Finding[] = [
    ...processes.map(({ process: { pid }, command, home }): Finding => {
      return {
        check: 'leftovers',
        status: 'problem',
        message: `${command} (pid ${pid}) runs for ${home}, which is gone.`,
        fix,
      }
    }),
    ...docker.map(({ kind, name, root }): Finding => {
      return {
        check: 'leftovers',
        status: 'problem',
        message: `The ${kind} ${name} belongs to ${root}, which is gone.`,
        fix,
      }
    }),
  ]
  return found.length > 0
    ? found
    : [{ check: 'leftovers', status: 'ok', message: 'none of deleted projects' }]
}
