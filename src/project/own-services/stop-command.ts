import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import type { CommandRecord } from '../state/stack-state.js'
import { findCommandProcesses } from './find-command-processes.js'

const POLL_INTERVAL_MS = 20
const GRACE_MS = 5000
const KILL_TIMEOUT_MS = 5000

/**
 * Ends the command of a service with its whole process tree: SIGTERM to all, and SIGKILL to what still runs after the grace
 * period. Resolves to whether anything was running.
 */
export async function stopCommand(
  home: string,
  name: string,
  record: CommandRecord | undefined,
): Promise<boolean> {
  const listRunning = (): readonly ProcessIdentity[] => [
    ...(record !== undefined && isAlive(record.process) ? [record.process] : []),
    ...findCommandProcesses(home, name).map((found) => found.process),
  ]
  const wasRunning = listRunning().length > 0
  signalAll(listRunning(), record, 'SIGTERM')
  if (await waitUntilNone(listRunning, GRACE_MS)) return wasRunning
  // A process may have started another one in the meantime.
  const deadline = performance.now() + KILL_TIMEOUT_MS
  do signalAll(listRunning(), record, 'SIGKILL')
  while (!(await waitUntilNone(listRunning, 100)) && performance.now() < deadline)
  return wasRunning
}

/** The same for all services. Resolves to the names of those that were running. */
export async function stopCommands(
  home: string,
  records: readonly CommandRecord[] = [],
): Promise<readonly string[]> {
  const running = findCommandProcesses(home).map(({ name }) => name)
  const names = [...new Set([...records.map(({ name }) => name), ...running])]
  const stopped = await Promise.all(
    names.map(async (name) =>
      stopCommand(
        home,
        name,
        records.find((record) => record.name === name),
      ),
    ),
  )
  return names.filter((_name, i) => stopped[i])
}

async function waitUntilNone(
  listRunning: () => readonly ProcessIdentity[],
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (listRunning().length > 0) {
    if (performance.now() >= deadline) return false
    await sleep(POLL_INTERVAL_MS)
  }
  return true
}

function signalAll(
  processes: readonly ProcessIdentity[],
  record: CommandRecord | undefined,
  signal: NodeJS.Signals,
): void {
  const leader = record?.process
  // Where there is no /proc, the group is all that is known of the tree.
  const pids = processes.map(({ pid }) => pid)
  for (const pid of leader !== undefined && isAlive(leader) ? [-leader.pid, ...pids] : pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}
