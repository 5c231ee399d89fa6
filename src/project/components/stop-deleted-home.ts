import { readdirSync, readlinkSync } from 'node:fs'
import { getProcessIdentity } from '../../providers/process-identity.js'
import { stopProcess } from '../../providers/stop-process.js'

/**
 * Stops the engines and the service host whose state directory was deleted while they ran, for example by `git clean`. Their
 * records and data are gone, but they hold the ports of the project. Resolves to their number. Linux only (/proc).
 *
 * They are recognized by their working directory: the kernel reports it as this path, deleted, which neither a copied or moved
 * directory nor a process in another mount namespace has.
 */
export async function stopProcessesOfDeletedHome(home: string): Promise<number> {
  if (process.platform !== 'linux') return 0
  const namespace = readLink('/proc/self/ns/mnt')
  const orphans = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isInDeletedDirectory(readLink(`/proc/${name}/cwd`), home))
    .filter((name) => namespace !== undefined && readLink(`/proc/${name}/ns/mnt`) === namespace)
    .flatMap((name) => getProcessIdentity(Number(name)) ?? [])
  // A clean stop would have nothing to write to.
  await Promise.all(orphans.map(async (orphan) => stopProcess(orphan, 'SIGKILL', 5000)))
  return orphans.length
}

function isInDeletedDirectory(directory: string | undefined, home: string): boolean {
  const suffix = ' (deleted)'
  if (directory === undefined || !directory.endsWith(suffix)) return false
  const path = directory.slice(0, -suffix.length)
  return path === home || path.startsWith(`${home}/data/`)
}

/** Undefined for processes of other users, and for those that have exited in the meantime. */
function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
