import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import { isAlive } from './process-identity.js'
import type { ProcessIdentity } from './provider.js'
import { PROVIDER_ERRORS } from './provider-errors.js'

/** Most end within milliseconds. */
const POLL_INTERVAL_MS = { min: 3, max: 20, factor: 1.5 }
const KILL_TIMEOUT_MS = 5000

/** Sends `stopSignal` and, after `graceMs`, SIGKILL to the process and its group. Does nothing if it has exited. */
export async function stopProcess(
  identity: ProcessIdentity,
  stopSignal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!signalProcess(identity, stopSignal)) return
  if (await waitForProcessExit(identity, graceMs)) return
  signalProcess(identity, 'SIGKILL')
  try {
    process.kill(-identity.pid, 'SIGKILL')
  } catch {
    // No other process is left in the group.
  }
  await waitForProcessExit(identity, KILL_TIMEOUT_MS)
}

function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    if (code === 'EPERM') throw notPermitted(identity, error)
    throw error
  }
}

export function notPermitted({ pid }: ProcessIdentity, cause?: unknown): HomeError {
  return new HomeError(PROVIDER_ERRORS.PROCESS_NOT_PERMITTED, {
    message: `The process ${pid} of the stack cannot be stopped: it belongs to another user.`,
    suggestion: 'Run the command as the user who started the stack, or as root.',
    cause,
  })
}

async function waitForProcessExit(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  const { min, max, factor } = POLL_INTERVAL_MS
  for (let pauseMs = min; isAlive(identity); pauseMs = Math.min(max, pauseMs * factor)) {
    if (performance.now() >= deadline) return false
    await sleep(pauseMs)
  }
  return true
}
