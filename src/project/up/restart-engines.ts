import { settleAll } from '../../core/settle-all-or-abort.js'
import { silentReporter } from '../state/stack-reporter.js'
import type { StackEngine } from '../state/stack-state.js'
import { restartEngine } from './start-engines.js'
import { UpRun } from './up-run.js'

const TIMEOUT_MS = 120_000

/** Starts engines of a running stack again, on their ports, with other data. Ctrl-C does not stop this: they ran before. */
export async function restartEngines(run: UpRun, engines: readonly StackEngine[]): Promise<void> {
  const { signal } = new AbortController()
  const quiet = { ...run.options, reporter: silentReporter, signal }
  const restarting = new UpRun(run.config, quiet, performance.now() + TIMEOUT_MS)
  await settleAll(engines.map(async (engine) => restartEngine(restarting, engine)))
  run.reload()
}
