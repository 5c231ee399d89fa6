import { HomeError, rewordError } from '../../core/home-error.js'
import { findRunningServices } from '../state/services-record-file.js'
import type { UpRun } from './up-run.js'

/** Whether the engines stay running after this error: the commands that repair migrations need them. */
export function keepsEngines({ options, signal }: UpRun, error: unknown): error is HomeError {
  const { keepEngines = false } = options
  return keepEngines && !signal.aborted && error instanceof HomeError && error.code.startsWith('MIGRATION_')
}

/** Resolves to the error with what is running now. Services that ran before still do. */
export async function endWithoutServices(run: UpRun, error: HomeError): Promise<HomeError> {
  if (findRunningServices(run.before.state, run.config.home) !== undefined) {
    await run.end()
    return error
  }
  const { code, message, exitCode } = error
  await run.end({ code, message })
  const notStarted =
    run.options.services === 'none'
      ? 'The engines of the stores are running.'
      : 'The engines of the stores are running; the services were not started. Once this is resolved, homemanager up starts them.'
  const detail = error.detail === undefined ? notStarted : `${error.detail}\n${notStarted}`
  return rewordError(error, { code, exitCode, meaning: '' }, { detail })
}
