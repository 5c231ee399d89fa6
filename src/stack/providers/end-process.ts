import { setTimeout as sleep } from 'node:timers/promises'
import { stillRuns } from './process-identity.js'
import type { ProcessIdentity } from './provider.js'

const POLL_MS = 20
const FORCE_WAIT_MS = 5000

/** Asks the process to end, and after `graceMs` makes it and its process group end. Nothing happens when it is gone. */
export async function endProcess(
  identity: ProcessIdentity,
  gentle: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!send(identity, gentle)) return
  if (await ended(identity, graceMs)) return
  send(identity, 'SIGKILL')
  try {
    process.kill(-identity.pid, 'SIGKILL')
  } catch {
    // The process was its whole group.
  }
  await ended(identity, FORCE_WAIT_MS)
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!stillRuns(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

async function ended(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (stillRuns(identity)) {
    if (performance.now() >= deadline) return false
    await sleep(POLL_MS)
  }
  return true
}
