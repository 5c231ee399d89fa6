import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { HomeError } from '../../../core/home-error.js'
import { identityOf } from '../process-identity.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { ProcessIdentity } from '../provider.js'
import type { EngineLaunch } from './embedded-engine.js'
import type { EngineFolders } from './engine-folders.js'

/** How the line begins that we write into a log before each start. */
export const STARTING = '--- homemanager starts '
const LOG_KEPT_BYTES = 10 * 1024 * 1024

/** Runs the program in a session of its own, with its output in the log, so that it outlives us and our terminal. */
export async function launchDetached(
  launch: EngineLaunch,
  folders: EngineFolders,
  port: number,
): Promise<ProcessIdentity> {
  const log = openLog(folders.log)
  try {
    writeSync(log, `${STARTING}${launch.engine} on port ${port} at ${new Date().toISOString()}\n`)
    const child = spawn(launch.command, [...launch.args], {
      cwd: folders.home,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...launch.env },
      ...launch.runAs,
    })
    const failed = once(child, 'error').then(([error]: unknown[]) => error)
    const problem = await Promise.race([once(child, 'spawn').then(() => undefined), failed])
    if (problem !== undefined || child.pid === undefined) throw notStarted(launch, problem)
    const identity = identityOf(child.pid)
    child.unref()
    if (identity === undefined) {
      throw notStarted(launch, new Error(`It ended at once; its log is ${folders.log}.`))
    }
    return identity
  } finally {
    closeSync(log)
  }
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_KEPT_BYTES) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

function notStarted(launch: EngineLaunch, cause: unknown): HomeError {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `${launch.engine} could not be started.`,
    detail: `${launch.command}: ${cause instanceof Error ? cause.message : String(cause)}`,
    suggestion: 'Run homemanager doctor.',
    cause,
  })
}
