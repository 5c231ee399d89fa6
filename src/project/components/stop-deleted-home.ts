import { stopProcess } from '../../providers/stop-process.js'
import { findStackProcesses } from './find-stack-processes.js'

/**
 * Stops the engines and the service host whose state directory was deleted while they ran, for example by `git clean`. Their
 * records and data are gone, but they hold the ports of the project. Resolves to their number. Linux only (/proc).
 */
export async function stopProcessesOfDeletedHome(home: string): Promise<number> {
  const orphans = findStackProcesses().filter((found) => found.deleted && found.home === home)
  // A clean stop would have nothing to write to.
  await Promise.all(orphans.map(async (orphan) => stopProcess(orphan.process, 'SIGKILL', 5000)))
  return orphans.length
}
