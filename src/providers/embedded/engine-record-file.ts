import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { stopProcess } from '../stop-process.js'
import { isFileLocked } from '../file-lock.js'
import { isAlive, isElsewhere, isSessionLeader } from '../process-identity.js'
import type { ProcessIdentity } from '../provider.js'
import { getFileIdentity } from '../file-identity.js'
import { runningElsewhere } from '../running-elsewhere.js'
import type { RunningEngine } from './embedded-recipe.js'
import { findEngineProcesses } from './engine-processes.js'
import type { EnginePaths } from './engine-paths.js'

const ORPHAN_GRACE_MS = 10_000

/**
 * Records the engine in addition to the state file, which may be missing or corrupted. Saved without its process before it is
 * started: the command may be killed before it knows the process.
 */
export function saveEngineRecord(
  paths: EnginePaths,
  engine: Omit<RunningEngine, 'process'> & Partial<RunningEngine>,
): void {
  writeFileAtomic(paths.recordFile, JSON.stringify({ ...engine, directory: getFileIdentity(paths.home) }))
}

export async function deleteEngineRecord(paths: EnginePaths): Promise<void> {
  await rm(paths.recordFile, { force: true })
  await rm(paths.lockFile, { force: true })
}

/**
 * The engine that is using the data directory, whether or not the state file lists it. Throws `RUNNING_ELSEWHERE` if it is
 * running in another container or PID namespace.
 */
export async function findRunningEngine(paths: EnginePaths): Promise<RunningEngine | undefined> {
  const engine = await readEngineRecord(paths)
  if (engine && isElsewhere(engine.process) && isFileLocked(paths.lockFile))
    throw runningElsewhere(paths.home)
  return engine && isAlive(engine.process) ? engine : undefined
}

/**
 * Stops an engine of an earlier command that still uses the data directory but is missing from the state file. Two
 * engines in one data directory would corrupt it.
 */
export async function stopOrphanedEngine(paths: EnginePaths, stopSignal: NodeJS.Signals): Promise<void> {
  const engine = await findRunningEngine(paths)
  if (engine) await stopProcess(engine.process, stopSignal, ORPHAN_GRACE_MS)
}

/** The engine of a command that was killed before it recorded the process: it holds the lock that it has inherited. */
function findStartedEngine(paths: EnginePaths): ProcessIdentity | undefined {
  return findEngineProcesses(paths).find(({ pid }) => isSessionLeader(pid))
}

/** Earlier versions did not record the directory. */
type StoredRecord = RunningEngine & { readonly directory?: string }

/** Whether the directory is a copy, so that its record names the engine of the original. */
function isRecordOfOriginal({ directory, logFile }: Partial<StoredRecord>, paths: EnginePaths): boolean {
  if (directory !== undefined) return directory !== getFileIdentity(paths.home)
  return logFile !== undefined && logFile !== paths.logFile && existsSync(logFile)
}

async function readEngineRecord(paths: EnginePaths): Promise<RunningEngine | undefined> {
  try {
    const found = JSON.parse(await readFile(paths.recordFile, 'utf8')) as Partial<StoredRecord>
    const { port, engine } = found
    if (isRecordOfOriginal(found, paths)) return undefined
    if (typeof port !== 'number' || typeof engine !== 'string') return undefined
    const identity = found.process ?? findStartedEngine(paths)
    return identity && { port, engine, process: identity, logFile: paths.logFile }
  } catch {
    return undefined
  }
}
