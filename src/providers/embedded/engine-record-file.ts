import { readFile, rm, writeFile } from 'node:fs/promises'
import { stopProcess } from '../stop-process.js'
import { isAlive } from '../process-identity.js'
import type { RunningEngine } from './embedded-engine.js'
import type { EnginePaths } from './engine-paths.js'

const ORPHAN_GRACE_MS = 10_000

/** Kept beside the state file's word for it, which may be lost or damaged. */
export async function saveEngineRecord(directories: EnginePaths, engine: RunningEngine): Promise<void> {
  await writeFile(directories.recordFile, JSON.stringify(engine), { mode: 0o600 })
}

export async function deleteEngineRecord(directories: EnginePaths): Promise<void> {
  await rm(directories.recordFile, { force: true })
}

/** The engine that has the data folder now, whether or not the stack knows it. */
export async function findRunningEngine(directories: EnginePaths): Promise<RunningEngine | undefined> {
  const engine = await readEngineRecord(directories)
  return engine && isAlive(engine.process) ? engine : undefined
}

/**
 * Ends an engine of an earlier command that still has the data folder, though the stack does not know it any more. Two
 * engines on one folder would damage it.
 */
export async function stopOrphanedEngine(directories: EnginePaths, gentle: NodeJS.Signals): Promise<void> {
  const engine = await findRunningEngine(directories)
  if (engine) await stopProcess(engine.process, gentle, ORPHAN_GRACE_MS)
}

async function readEngineRecord(directories: EnginePaths): Promise<RunningEngine | undefined> {
  try {
    const found = JSON.parse(await readFile(directories.recordFile, 'utf8')) as Partial<RunningEngine>
    const { port, engine, process: identity } = found
    if (typeof port !== 'number' || typeof engine !== 'string' || identity === undefined) return undefined
    return { port, engine, process: identity, logFile: directories.logFile }
  } catch {
    return undefined
  }
}
