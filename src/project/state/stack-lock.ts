import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../../core/home-error.js'
import { isFileLocked, tryLockFile } from '../../providers/file-lock.js'
import { keepLocksBelow } from '../../providers/kept-file-locks.js'
import { getProcessIdentity, isAlive, isElsewhere } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import type { StackReporter } from './stack-reporter.js'
import { STACK_ERRORS } from './stack-errors.js'
import { createStateDirectory, toNotWritableError } from './state-file.js'

export interface StackLockOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** The option that allows more time, for the error; null if there is none. Default: `--timeout`. */
  readonly timeoutOption?: string | null
  /** Gets a notice if another process holds the lock, and warnings of what an interrupted command has left. */
  readonly reporter: Pick<StackReporter, 'note' | 'warn'>
}

const POLL_INTERVAL_MS = 25

let acquisitions = 0

/**
 * Acquires the lock that a command needs to change a project's stack; other commands wait. The lock file has the identity
 * of its holder, so the lock of a killed command is recognized as stale and replaced at once.
 */
export async function acquireStackLock(home: string, options: StackLockOptions): Promise<Disposable> {
  const path = join(home, 'stack.lock')
  const identity = getProcessIdentity(process.pid)
  // A program may wait for it several times at once.
  const temporary = `${path}.${process.pid}-${++acquisitions}`
  const deadline = performance.now() + options.timeoutMs
  let lock: Disposable | undefined
  try {
    createStateDirectory(home)
    writeFileSync(temporary, JSON.stringify(identity))
    // A command in another PID namespace cannot check the pid.
    lock = tryLockFile(temporary)
    for (let waited = false; !tryAcquire(temporary, path); waited = true) {
      options.signal.throwIfAborted()
      const holder = readHolder(path)
      if (holder === 'missing') continue
      if (holder === 'stale') {
        clearStaleLock(path)
        continue
      }
      if (!waited)
        options.reporter.note(
          `Another command (pid ${holder.pid}) is running for this project; waiting for it to finish.`,
        )
      if (performance.now() > deadline) throw toLockTimeoutError(holder, options)
      await sleep(POLL_INTERVAL_MS, undefined, { signal: options.signal })
    }
  } catch (error) {
    lock?.[Symbol.dispose]()
    throw isFileError(error) ? toNotWritableError(home, error) : error
  } finally {
    rmSync(temporary, { force: true })
  }
  const kept = keepLocksBelow(home)
  return {
    [Symbol.dispose]() {
      kept[Symbol.dispose]()
      rmSync(path, { force: true })
      lock?.[Symbol.dispose]()
    },
  }
}

/** Whether a command is changing the stack at this moment. */
export function isStackLocked(home: string): boolean {
  return typeof readHolder(join(home, 'stack.lock')) === 'object'
}

/** The other process that is changing the stack at this moment, if any. */
export function getOtherLockHolder(home: string): ProcessIdentity | undefined {
  const holder = readHolder(join(home, 'stack.lock'))
  return typeof holder === 'object' && holder.pid !== process.pid ? holder : undefined
}

/** link(2) creates the lock file with its content atomically, or fails if the file exists. */
function tryAcquire(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): ProcessIdentity | 'stale' | 'missing' {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return 'missing'
  }
  try {
    const holder = JSON.parse(text) as ProcessIdentity
    return isAlive(holder) || (isElsewhere(holder) && isFileLocked(path)) ? holder : 'stale'
  } catch {
    return 'stale'
  }
}

/** Moves a stale lock away. If a live process acquired it in the meantime, its lock is restored. */
function clearStaleLock(path: string): void {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readHolder(aside) !== 'stale') tryAcquire(aside, path)
  rmSync(aside, { force: true })
}

function toLockTimeoutError(
  holder: ProcessIdentity,
  { timeoutOption = '--timeout' }: StackLockOptions,
): HomeError {
  return new HomeError(STACK_ERRORS.LOCK_TIMEOUT, {
    message: `Another homemanager command (pid ${holder.pid}) is running for this project and did not finish in time.`,
    suggestion: `Wait until it has finished and run the command again${timeoutOption === null ? '' : `, or allow more time with ${timeoutOption}`}.`,
  })
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !(error instanceof HomeError)
}
