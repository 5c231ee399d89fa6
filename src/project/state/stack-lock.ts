import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../../core/home-error.js'
import { getProcessIdentity, isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import { toNotWritableError } from './state-file.js'

export interface StackLockOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Called once when another process holds it. */
  readonly onWait: (holder: ProcessIdentity) => void
}

const POLL_INTERVAL_MS = 25

/**
 * Only one command at a time changes a project's stack; the others wait here. The holder is a process identity, so the
 * lock of a killed command is recognised and taken over at once.
 */
export async function acquireStackLock(home: string, options: StackLockOptions): Promise<Disposable> {
  const path = join(home, 'stack.lock')
  const mine = getProcessIdentity(process.pid)
  const temporary = `${path}.${process.pid}`
  const deadline = performance.now() + options.timeoutMs
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    writeFileSync(temporary, JSON.stringify(mine))
    for (let waited = false; !tryAcquire(temporary, path); waited = true) {
      options.signal.throwIfAborted()
      const holder = readHolder(path)
      if (holder === 'gone') continue
      if (holder === 'dead') {
        clearStaleLock(path)
        continue
      }
      if (!waited) options.onWait(holder)
      if (performance.now() > deadline) throw toLockTimeoutError(holder)
      await sleep(POLL_INTERVAL_MS, undefined, { signal: options.signal })
    }
  } catch (error) {
    throw isFileError(error) ? toNotWritableError(home, error) : error
  } finally {
    rmSync(temporary, { force: true })
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) }
}

/** link(2) makes the lock with its content in one step, or fails because there is one. */
function tryAcquire(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): ProcessIdentity | 'dead' | 'gone' {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return 'gone'
  }
  try {
    const holder = JSON.parse(text) as ProcessIdentity
    return isAlive(holder) ? holder : 'dead'
  } catch {
    return 'dead'
  }
}

/** Moves a dead holder's lock away; if meanwhile a living one took it, that one gets it back. */
function clearStaleLock(path: string): void {
  const aside = `${path}.dead-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readHolder(aside) !== 'dead') tryAcquire(aside, path)
  rmSync(aside, { force: true })
}

function toLockTimeoutError(holder: ProcessIdentity): HomeError {
  return new HomeError(STACK_ERRORS.LOCK_TIMEOUT, {
    message: `Another homemanager command (pid ${holder.pid}) works on this project and has not finished.`,
    suggestion: 'Wait for it and run the command again, or allow more time with --timeout.',
  })
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !(error instanceof HomeError)
}
