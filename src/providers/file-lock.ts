import { spawnSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getFileIdentity } from './file-identity.js'
import { getProcessIdentity, isOfSameNamespace, listPids } from './process-identity.js'
import type { ProcessIdentity } from './provider.js'

/** An open file that this process has locked. A process that inherits the descriptor keeps the lock until it exits. */
export interface FileLock extends Disposable {
  readonly descriptor: number
}

const FIRST_PAUSE_MS = 10
/** Each attempt starts flock(1). */
const MAX_PAUSE_MS = 100
/** flock(1): the lock is held by another process. */
const HELD = 1
/** File systems on which flock(1) has worked, by device. */
const supportingDevices = new Set<bigint>()

/**
 * Locks a file with flock(2), creating it if necessary; `undefined` if another process holds the lock. Unlike a pid, a lock
 * is visible in all PID namespaces and containers of the machine. Node.js has no binding for it, so flock(1) locks a
 * descriptor of this process. Where that program or the file system does not support locks, the file is only opened.
 */
export function tryLockFile(file: string): FileLock | undefined {
  const descriptor = openSync(file, 'a+', 0o600)
  if (lockDescriptor(descriptor) === 'held') {
    closeSync(descriptor)
    return undefined
  }
  return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) }
}

/** Locks a file once no other process holds it; `undefined` if one still does after the timeout. Default: it waits for ever. */
export async function waitForFileLock(file: string, timeoutMs = Infinity): Promise<FileLock | undefined> {
  const deadline = performance.now() + timeoutMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const lock = tryLockFile(file)
    if (lock !== undefined || performance.now() >= deadline) return lock
    await sleep(pauseMs)
  }
}

/** Whether any process holds the lock of a file. */
export function isFileLocked(file: string): boolean {
  let descriptor
  try {
    descriptor = openSync(file, 'r')
  } catch {
    return false
  }
  try {
    return lockDescriptor(descriptor) === 'held'
  } finally {
    closeSync(descriptor)
  }
}

/** Whether flock(1) can lock files of a directory. */
export function areFileLocksSupported(directory: string): boolean {
  if (supportingDevices.has(statSync(directory, { bigint: true }).dev)) return true
  const descriptor = openSync(directory, 'r')
  try {
    return lockDescriptor(descriptor, '-s') !== 'unsupported'
  } finally {
    closeSync(descriptor)
  }
}

/** The processes of this PID namespace that have a lock file open. Linux only; elsewhere, the list is empty. */
export function findLockHolders(file: string): readonly ProcessIdentity[] {
  const identity = getFileIdentity(file)
  if (process.platform !== 'linux' || identity === undefined) return []
  return listPids()
    .filter(
      (name) =>
        Number(name) !== process.pid &&
        findOpenPath(name, file, identity) !== undefined &&
        isOfSameNamespace(name),
    )
    .flatMap((name) => getProcessIdentity(Number(name)) ?? [])
}

/** Whether a process has opened a lock file in another directory, where it is the same file by a hard link. Linux only. */
export function hasOpenElsewhere({ pid }: ProcessIdentity, file: string): boolean {
  const identity = getFileIdentity(file)
  const opened = identity === undefined ? undefined : findOpenPath(String(pid), file, identity)
  const directory = opened === undefined ? undefined : getFileIdentity(path.dirname(opened))
  return directory !== undefined && directory !== getFileIdentity(path.dirname(file))
}

function lockDescriptor(
  descriptor: number,
  ...options: readonly string[]
): 'locked' | 'held' | 'unsupported' {
  const { status } = spawnSync('flock', ['-n', ...options, '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  })
  if (status !== 0 && status !== HELD) return 'unsupported'
  supportingDevices.add(fstatSync(descriptor, { bigint: true }).dev)
  return status === 0 ? 'locked' : 'held'
}

/** The path by which a process has the file of this identity open. */
function findOpenPath(pid: string, file: string, identity: string): string | undefined {
  const directory = `/proc/${pid}/fd`
  try {
    for (const name of readdirSync(directory)) {
      const descriptor = path.join(directory, name)
      const target = readlinkSync(descriptor)
      if (path.basename(target) === path.basename(file) && getFileIdentity(descriptor) === identity)
        return target
    }
  } catch {
    // Another user's, or it has ended.
  }
  return undefined
}
