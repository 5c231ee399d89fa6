import { existsSync, readlinkSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listPids } from '../../../providers/process-identity.js'

const EXIT_TIMEOUT_MS = 5000
const POLL_INTERVAL_MS = 20

/**
 * Removes the lock file of a killed server. PostgreSQL only checks whether the pid in the file exists, which may belong
 * to another program by now; and it does not start while child processes of the killed server are still running. These
 * are found by their working directory, which is the data directory for every PostgreSQL process. Linux only; on other
 * systems, PostgreSQL's own check applies.
 */
export async function removeStaleLock(dataDirectory: string): Promise<void> {
  const lock = path.join(dataDirectory, 'postmaster.pid')
  if (process.platform !== 'linux' || !existsSync(lock)) return
  const directory = realpathSync(dataDirectory)
  if (!(await waitForProcessesToExit(directory, EXIT_TIMEOUT_MS))) {
    for (const pid of listProcessesIn(directory)) trySignal(pid, 'SIGINT')
    if (!(await waitForProcessesToExit(directory, EXIT_TIMEOUT_MS))) {
      for (const pid of listProcessesIn(directory)) trySignal(pid, 'SIGKILL')
      await waitForProcessesToExit(directory, EXIT_TIMEOUT_MS)
    }
  }
  await rm(lock, { force: true })
}

async function waitForProcessesToExit(directory: string, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (listProcessesIn(directory).length > 0) {
    if (performance.now() >= deadline) return false
    await sleep(POLL_INTERVAL_MS)
  }
  return true
}

function listProcessesIn(directory: string): readonly number[] {
  return listPids()
    .filter((pid) => isPostgresIn(pid, directory))
    .map(Number)
}

function isPostgresIn(pid: string, directory: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === directory && readlinkSync(`/proc/${pid}/exe`).endsWith('/postgres')
    )
  } catch {
    return false
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has exited in the meantime.
  }
}
