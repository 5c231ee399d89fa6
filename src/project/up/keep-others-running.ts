import { HomeError } from '../../core/home-error.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { findProgramServices } from './program-services.js'
import { listDueCommands, listRunningChanges } from './running-stack.js'
import { restartCommand, startCommands } from './start-commands.js'
import type { UpRun } from './up-run.js'

/** Everything else runs and is not touched, also if a command fails. */
export async function startDueCommands(run: UpRun): Promise<void> {
  run.changes = await listRunningChanges(run, run.options)
  try {
    await settleAll(listDueCommands(run).map(async (name) => restartCommand(run, name)))
  } catch (error) {
    noteOthersRun(run)
    throw error
  }
}

/** Resolves to the failure of a command if the services ran before: then the other components keep running. */
export async function tryStartCommands(run: UpRun): Promise<{ readonly failure?: HomeError }> {
  const independent = run.hasStoppedServices || findProgramServices(run) !== undefined
  try {
    await startCommands(run, { independent })
    return {}
  } catch (failure) {
    if (!independent || run.signal.aborted || !(failure instanceof HomeError)) throw failure
    return { failure }
  }
}

export function noteOthersRun({ signal, options }: UpRun): void {
  if (!signal.aborted) options.reporter.note('The other components of the stack are running.')
}
