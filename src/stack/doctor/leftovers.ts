import { dockerAvailable } from '../providers/docker/docker-available.js'
import { type DockerLeftover, findLeftovers, removeLeftovers } from '../providers/docker/leftovers.js'
import { endProcess } from '../providers/end-process.js'
import type { Finding } from './finding.js'
import { type LeftoverProcess, leftoverProcesses } from './leftover-processes.js'

/** What is left of projects whose folder is gone. */
export interface Leftovers {
  readonly processes: readonly LeftoverProcess[]
  readonly docker: readonly DockerLeftover[]
}

const GRACE_MS = 5000

export async function lookForLeftovers(): Promise<Leftovers> {
  const { available } = await dockerAvailable()
  return { processes: leftoverProcesses(), docker: available ? await findLeftovers() : [] }
}

/** Ends the processes, and deletes the containers, networks and volumes with their data. */
export async function cleanUpLeftovers({ processes, docker }: Leftovers): Promise<void> {
  await Promise.all(processes.map(async (each) => endProcess(each.process, 'SIGTERM', GRACE_MS)))
  if (docker.length > 0) await removeLeftovers(docker)
}

export function leftoverFindings({ processes, docker }: Leftovers): readonly Finding[] {
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
