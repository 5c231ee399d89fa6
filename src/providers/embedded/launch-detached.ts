import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, writeSync } from 'node:fs'
import { getEngineEnvironment } from '../../core/child-environment.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import type { FileLock } from '../file-lock.js'
import { getProcessIdentity } from '../process-identity.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { ProcessIdentity } from '../provider.js'
import { rotateLog } from '../rotate-log.js'
import type { EngineLaunch } from './embedded-recipe.js'
import type { EnginePaths } from './engine-paths.js'

/** Prefix of the line that is written to the log before each start. */
export const START_LINE_PREFIX = '--- homemanager starts '

/**
 * Starts the program in a new session with its output in the log file. It outlives this process and its terminal, and holds
 * the lock until it exits.
 */
export async function launchDetached(
  launch: EngineLaunch,
  paths: EnginePaths,
  port: number,
  lock: FileLock,
): Promise<ProcessIdentity> {
  const log = openLogFile(paths.logFile)
  try {
    writeSync(log, `${START_LINE_PREFIX}${launch.engine} on port ${port} at ${new Date().toISOString()}\n`)
    const child = spawn(launch.command, [...launch.args], {
      cwd: paths.home,
      detached: true,
      stdio: ['ignore', log, log, lock.descriptor],
      env: { ...getEngineEnvironment(), ...launch.env },
      ...launch.runAs,
    })
    const failed = once(child, 'error').then(([error]: unknown[]) => error)
    const problem = await Promise.race([once(child, 'spawn').then(() => undefined), failed])
    if (problem !== undefined || child.pid === undefined) throw startFailedError(launch, problem)
    const identity = getProcessIdentity(child.pid)
    child.unref()
    if (identity === undefined) {
      throw startFailedError(launch, new Error(`It exited immediately. See ${paths.logFile}.`))
    }
    return identity
  } finally {
    closeSync(log)
  }
}

function openLogFile(file: string): number {
  rotateLog(file)
  return openSync(file, 'a', 0o600)
}

function startFailedError(launch: EngineLaunch, cause: unknown): HomeError {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `${launch.engine} could not be started.`,
    detail: `${launch.command}: ${getErrorMessage(cause)}`,
    suggestion: 'Run homemanager doctor.',
    cause,
  })
}
