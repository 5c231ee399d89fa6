import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import type { Stack } from '../../../project/stack/create-stack.js'
import { runInForeground } from '../../../project/environment/run-in-foreground.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { CommandContext } from '../../command.js'

type Options = Readonly<Record<string, unknown>>

/** Runs a program with the environment of a stack and resolves to its exit code. */
export async function execWithStack(
  context: CommandContext,
  commandLine: readonly string[],
  options: Options,
): Promise<number> {
  if (options['ephemeral'] !== true) {
    assertNoEphemeralFlags(options)
    const project = await context.project()
    return runWithEnv(context, commandLine, project.environment())
  }
  const stack = await createEphemeralStack(context, options)
  try {
    return await runWithEnv(context, commandLine, stack.env())
  } finally {
    // Ignore signals during the clean-up, so that the stack is deleted completely before the process exits.
    using _signals = context.signalHandler.forwardTo(() => {})
    await stack.stop()
  }
}

async function runWithEnv(
  { signalHandler, globals }: CommandContext,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  let sendSignal: (name: NodeJS.Signals) => void = () => {}
  using _signals = signalHandler.forwardTo((name) => sendSignal(name))
  return await runInForeground({
    command,
    args,
    env,
    cwd: globals.cwd,
    onStarted: (send) => (sendSignal = send),
  })
}

async function createEphemeralStack(
  { globals, signal, output }: CommandContext,
  { seed, provider, services, timeout }: Options,
): Promise<Stack> {
  const { createStack } = await import('../../../project/stack/create-stack.js')
  const chosen = PROVIDER_NAMES.find((name) => name === provider)
  return createStack({
    cwd: globals.cwd,
    ephemeral: true,
    lazy: true,
    services: services === false ? 'none' : 'background',
    ...(seed === true || typeof seed === 'string' ? { seed } : {}),
    ...(chosen === undefined ? {} : { provider: chosen }),
    ...(typeof timeout === 'number' ? { timeoutMs: timeout * 1000 } : {}),
    signal,
    reporter: output,
  })
}

function assertNoEphemeralFlags(options: Options): void {
  const given = ['seed', 'provider', 'timeout'].find((name) => options[name] !== undefined)
  const flag = options['services'] === false ? 'no-services' : given
  if (flag === undefined) return
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--${flag} requires --ephemeral.`,
    suggestion: `Add --ephemeral, or omit --${flag} to use the running stack.`,
  })
}
