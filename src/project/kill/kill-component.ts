import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceKind } from '../../config/service-kind.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { restartStack } from '../restart/restart-stack.js'
import { silentReporter } from '../state/stack-reporter.js'
import type { StackState } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'

const RESTART_TIMEOUT_MS = 60_000

/**
 * Ends a component of the running stack at once, as a crash does, and starts it again. An engine in a container is restarted without
 * being killed. Throws if it does not start.
 */
export async function killComponent(
  config: ResolvedConfig,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const { state } = readState(config)
  const identity = findProcess(state, name)
  if (identity !== undefined && isAlive(identity)) kill(identity, name, state)
  const isBundled = SERVICE_NAMES.some((each) => each === name) && getServiceKind(config, name) === 'bundled'
  const restarted = isBundled ? 'services' : name
  const report = await restartStack(config, [restarted], {
    signal,
    reporter: silentReporter,
    timeoutMs: RESTART_TIMEOUT_MS,
  })
  const failed = report.items.find(({ ok }) => !ok)
  if (failed !== undefined)
    throw new Error(`${failed.name} did not start again: ${failed.error?.message ?? ''}`)
}

/** The command of a custom service, or the process that hosts the bundled ones. */
function findProcess(state: StackState, name: string): ProcessIdentity | undefined {
  if (STORE_NAMES.some((each) => each === name))
    return state.engines.find(({ store }) => store === name)?.process
  return state.commands?.find((command) => command.name === name)?.process ?? state.services?.process
}

function kill({ pid }: ProcessIdentity, name: string, { commands = [] }: StackState): void {
  // A command leads a process group.
  const target = commands.some((command) => command.name === name) ? -pid : pid
  try {
    process.kill(target, 'SIGKILL')
  } catch (error) {
    // It has ended in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
