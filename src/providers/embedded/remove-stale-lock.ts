import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const EXIT_TIMEOUT_MS = 5000
const POLL_INTERVAL_MS = 20

/**
 * Takes away the lock file of a server that was killed. PostgreSQL itself only asks whether the pid in it exists, which
 * by now may be another program's; and it refuses to start while a child of the dead server has not noticed its death.
 * Every process of PostgreSQL works in its data folder, so they are found by that. Only on Linux; elsewhere PostgreSQL
 * decides alone.
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

async function waitForProcessesToExit(directory: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (listProcessesIn(directory).length > 0) {
    if (performance.now() >= deadline) return false
    await sleep(POLL_INTERVAL_MS)
  }
  return true
}

function listProcessesIn(directory: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
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
    // It has gone meanwhile.
  }
}
