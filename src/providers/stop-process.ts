import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './process-identity.js'
import type { ProcessIdentity } from './provider.js'

const POLL_INTERVAL_MS = 20
const KILL_TIMEOUT_MS = 5000

/** Asks the process to end, and after `graceMs` makes it and its process group end. Nothing happens when it is gone. */
export async function stopProcess(
  identity: ProcessIdentity,
  gentle: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!signalProcess(identity, gentle)) return
  if (await waitForProcessExit(identity, graceMs)) return
  signalProcess(identity, 'SIGKILL')
  try {
    process.kill(-identity.pid, 'SIGKILL')
  } catch {
    // The process was its whole group.
  }
  await waitForProcessExit(identity, KILL_TIMEOUT_MS)
}

function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

async function waitForProcessExit(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (isAlive(identity)) {
    if (performance.now() >= deadline) return false
    await sleep(POLL_INTERVAL_MS)
  }
  return true
}
