import { resolveConfig } from '../../../config/resolve-config.js'
import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import type { Stack } from '../../../project/stack/create-stack.js'
import { runInForeground } from '../../../project/foreground/run-in-foreground.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { CommandContext } from '../../command.js'

type Options = Readonly<Record<string, unknown>>

/** Runs the command with the environment of a stack and resolves to its exit code. */
export async function execWithStack(
  context: CommandContext,
  words: readonly string[],
  options: Options,
): Promise<number> {
  if (options['ephemeral'] !== true) {
    assertNoEphemeralFlags(options)
    const { getStackEnvironment } = await import('../../../project/stack/get-stack-environment.js')
    return runWithEnv(context, words, getStackEnvironment(await resolveConfig(context.globals)))
  }
  const stack = await createEphemeralStack(context, options)
  try {
    return await runWithEnv(context, words, stack.env())
  } finally {
    // Whoever sends a signal now wants us to end; what is being deleted is deleted first.
    using _signals = context.signalHandler.forwardTo(() => {})
    await stack.stop()
  }
}

async function runWithEnv(
  { signalHandler, globals }: CommandContext,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  let pass: (name: NodeJS.Signals) => void = () => {}
  using _signals = signalHandler.forwardTo((name) => pass(name))
  return await runInForeground({
    command,
    args,
    env,
    cwd: globals.cwd,
    onStarted: (passOn) => (pass = passOn),
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
    message: `--${flag} is for a stack that exec brings up itself.`,
    suggestion: 'Add --ephemeral, or leave it away to use the running stack.',
  })
}
