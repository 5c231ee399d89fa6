import { readFile, rm, writeFile } from 'node:fs/promises'
import { endProcess } from '../end-process.js'
import { stillRuns } from '../process-identity.js'
import type { RunningEngine } from './embedded-engine.js'
import type { EngineFolders } from './engine-folders.js'

const GRACE_MS = 10_000

/** Kept beside the state file's word for it, which may be lost or damaged. */
export async function rememberEngine(folders: EngineFolders, engine: RunningEngine): Promise<void> {
  await writeFile(folders.running, JSON.stringify(engine), { mode: 0o600 })
}

export async function forgetEngine(folders: EngineFolders): Promise<void> {
  await rm(folders.running, { force: true })
}

/** The engine that has the data folder now, whether or not the stack knows it. */
export async function foundEngine(folders: EngineFolders): Promise<RunningEngine | undefined> {
  const engine = await remembered(folders)
  return engine && stillRuns(engine.process) ? engine : undefined
}

/**
 * Ends an engine of an earlier command that still has the data folder, though the stack does not know it any more. Two
 * engines on one folder would damage it.
 */
export async function endLeftover(folders: EngineFolders, gentle: NodeJS.Signals): Promise<void> {
  const engine = await foundEngine(folders)
  if (engine) await endProcess(engine.process, gentle, GRACE_MS)
}

async function remembered(folders: EngineFolders): Promise<RunningEngine | undefined> {
  try {
    const found = JSON.parse(await readFile(folders.running, 'utf8')) as Partial<RunningEngine>
    const { port, engine, process: identity } = found
    if (typeof port !== 'number' || typeof engine !== 'string' || identity === undefined) return undefined
    return { port, engine, process: identity, logFile: folders.log }
  } catch {
    return undefined
  }
}
