import { readFile, rm, writeFile } from 'node:fs/promises'
import { stopProcess } from '../stop-process.js'
import { isAlive } from '../process-identity.js'
import type { RunningEngine } from './embedded-recipe.js'
import type { EnginePaths } from './engine-paths.js'

const ORPHAN_GRACE_MS = 10_000

/** Records the running engine in addition to the state file, which may be missing or corrupted. */
export async function saveEngineRecord(paths: EnginePaths, engine: RunningEngine): Promise<void> {
  await writeFile(paths.recordFile, JSON.stringify(engine), { mode: 0o600 })
}

export async function deleteEngineRecord(paths: EnginePaths): Promise<void> {
  await rm(paths.recordFile, { force: true })
}

/** The engine that is using the data directory, whether or not the state file lists it. */
export async function findRunningEngine(paths: EnginePaths): Promise<RunningEngine | undefined> {
  const engine = await readEngineRecord(paths)
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

async function readEngineRecord(paths: EnginePaths): Promise<RunningEngine | undefined> {
  try {
    const found = JSON.parse(await readFile(paths.recordFile, 'utf8')) as Partial<RunningEngine>
    const { port, engine, process: identity } = found
    if (typeof port !== 'number' || typeof engine !== 'string' || identity === undefined) return undefined
    return { port, engine, process: identity, logFile: paths.logFile }
  } catch {
    return undefined
  }
}
