import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LEAVING_MS = 5000
const POLL_MS = 20

/**
 * Takes away the lock file of a server that was killed. PostgreSQL itself only asks whether the pid in it exists, which
 * by now may be another program's; and it refuses to start while a child of the dead server has not noticed its death.
 * Every process of PostgreSQL works in its data folder, so they are found by that. Only on Linux; elsewhere PostgreSQL
 * decides alone.
 */
export async function freeStaleLock(dataFolder: string): Promise<void> {
  const lock = path.join(dataFolder, 'postmaster.pid')
  if (process.platform !== 'linux' || !existsSync(lock)) return
  const folder = realpathSync(dataFolder)
  if (!(await emptied(folder, LEAVING_MS))) {
    for (const pid of processesIn(folder)) end(pid, 'SIGINT')
    if (!(await emptied(folder, LEAVING_MS))) {
      for (const pid of processesIn(folder)) end(pid, 'SIGKILL')
      await emptied(folder, LEAVING_MS)
    }
  }
  await rm(lock, { force: true })
}

async function emptied(folder: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (processesIn(folder).length > 0) {
    if (performance.now() >= deadline) return false
    await sleep(POLL_MS)
  }
  return true
}

function processesIn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => worksIn(pid, folder))
    .map(Number)
}

function worksIn(pid: string, folder: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === folder && readlinkSync(`/proc/${pid}/exe`).endsWith('/postgres')
    )
  } catch {
    return false
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has gone meanwhile.
  }
}
