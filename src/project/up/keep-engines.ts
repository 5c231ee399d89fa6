import { HomeError, rewordError } from '../../core/home-error.js'
import { findRunningServices } from '../state/services-record-file.js'
import type { StackEngine } from '../state/stack-state.js'
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
  const running = describeRunning(run.state.engines, run.options.services !== 'none')
  if (running === undefined) return error
  const detail = error.detail === undefined ? running : `${error.detail}\n${running}`
  return rewordError(error, { code, exitCode, meaning: '' }, { detail })
}

/** Engines of other servers are not those of this stack: nothing is known of them. */
export function describeRunning(
  engines: readonly Pick<StackEngine, 'store' | 'provider'>[],
  withServices: boolean,
): string | undefined {
  const own = engines.filter(({ provider }) => provider !== 'external').map(({ store }) => store)
  const names = own.length === engines.length ? 'the stores' : own.join(' and ')
  const running =
    own.length === 1 ? `The engine of ${names} is running` : `The engines of ${names} are running`
  if (!withServices) return own.length === 0 ? undefined : `${running}.`
  const beginning = own.length === 0 ? 'The' : `${running}; the`
  return `${beginning} services were not started. Once this is resolved, homemanager up starts them.`
}
