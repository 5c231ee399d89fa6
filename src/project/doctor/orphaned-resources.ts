import { getDockerAvailability } from '../../providers/docker/daemon/docker-availability.js'
import {
  type OrphanedDockerResource,
  findOrphanedDockerResources,
  removeOrphanedDockerResources,
} from '../../providers/docker/orphaned-docker-resources.js'
import { stopProcess } from '../../providers/stop-process.js'
import type { Finding } from '../../core/finding.js'
import type { StackProcess } from '../components/find-stack-processes.js'
import { findOrphanedProcesses } from './find-orphaned-processes.js'

/** Processes and Docker resources of projects whose directory no longer exists. Only what is provably orphaned is removed. */
export interface OrphanedResources {
  readonly processes: readonly StackProcess[]
  readonly docker: readonly OrphanedDockerResource[]
}

const STOP_GRACE_MS = 5000

export async function findOrphanedResources(): Promise<OrphanedResources> {
  const { available } = await getDockerAvailability()
  return { processes: findOrphanedProcesses(), docker: available ? await findOrphanedDockerResources() : [] }
}

/** Stops the processes, and deletes the containers, networks and volumes with their data. */
export async function removeOrphanedResources({ processes, docker }: OrphanedResources): Promise<void> {
  await Promise.all(processes.map(async (orphan) => stopProcess(orphan.process, 'SIGTERM', STOP_GRACE_MS)))
  if (docker.length > 0) await removeOrphanedDockerResources(docker)
}

export function toOrphanFindings({ processes, docker }: OrphanedResources): readonly Finding[] {
  const fix = 'Run homemanager doctor --fix.'
  const findings: Finding[] = [
    ...processes.map(({ process: { pid }, command, home }): Finding => {
      return {
        check: 'orphans',
        status: 'problem',
        message: `${command} (pid ${pid}) is running for ${home}, which no longer exists.`,
        fix,
      }
    }),
    ...docker.map(({ kind, name, root, status }): Finding => {
      const message = `The ${kind} ${name} belongs to ${root}, which no longer exists`
      return status === 'deleted'
        ? { check: 'orphans', status: 'problem', message: `${message}.`, fix }
        : {
            check: 'orphans',
            status: 'warning',
            message: `${message} or is not visible from here.`,
            fix: `If the project was not moved, run docker ${kind} rm ${kind === 'container' ? '--force ' : ''}${name}.`,
          }
    }),
  ]
  return findings.length > 0
    ? findings
    : [{ check: 'orphans', status: 'ok', message: 'no resources of deleted projects' }]
}
