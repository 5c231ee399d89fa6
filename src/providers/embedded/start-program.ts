import { readLastLines } from '../read-last-lines.js'
import { stopProcess } from '../stop-process.js'
import type { EngineLaunch, RunningEngine } from './embedded-recipe.js'
import { createEngineDirectories, type EnginePaths } from './engine-paths.js'
import { saveEngineRecord, stopOrphanedEngine } from './engine-record-file.js'
import { launchDetached, START_LINE_PREFIX } from './launch-detached.js'
import { lockData } from './lock-data.js'
import { toDirectoryError } from './to-directory-error.js'

export interface ProgramStart {
  readonly port: number
  readonly signal: AbortSignal
  readonly stopSignal: NodeJS.Signals
  /** Prepares the data directory. Leaves nothing running. */
  prepare(dataDirectory: string): Promise<EngineLaunch>
}

/** Starts an engine or an add-on on its data, which only one process uses at a time, and records the process beside the data. */
export async function startProgram(paths: EnginePaths, start: ProgramStart): Promise<RunningEngine> {
  const { port, signal, stopSignal } = start
  try {
    await createEngineDirectories(paths)
    await stopOrphanedEngine(paths, stopSignal)
    using lock = await lockData(paths, stopSignal)
    const launch = await start.prepare(paths.dataDirectory)
    signal.throwIfAborted()
    const starting = { port, engine: launch.engine, logFile: paths.logFile }
    saveEngineRecord(paths, starting)
    const identity = await launchDetached(launch, paths, port, lock)
    const running = { ...starting, process: identity }
    saveEngineRecord(paths, running)
    if (signal.aborted) {
      await stopProcess(identity, stopSignal, 0)
      signal.throwIfAborted()
    }
    return running
  } catch (error) {
    throw toDirectoryError(error, paths.dataDirectory)
  }
}

/** The last lines that the program has logged since it was started last. */
export async function readLinesOfLastStart(
  logFile: string | undefined,
  count: number,
): Promise<readonly string[]> {
  if (logFile === undefined) return []
  const lines = await readLastLines(logFile, count)
  const start = lines.findLastIndex((line) => line.startsWith(START_LINE_PREFIX))
  return lines.slice(start + 1)
}
