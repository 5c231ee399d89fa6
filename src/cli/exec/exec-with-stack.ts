import { resolveConfig } from '../../config/resolve-config.js'
import { PROVIDER_NAMES } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import type { Stack } from '../../stack/create-stack.js'
import { runProgramHere } from '../../stack/programs/run-program-here.js'
import { CLI_ERRORS } from '../cli-errors.js'
import type { CommandContext } from '../command.js'

type Options = Readonly<Record<string, unknown>>

/** Runs the command with the environment of a stack and resolves to its exit code. */
export async function execWithStack(
  context: CommandContext,
  words: readonly string[],
  options: Options,
): Promise<number> {
  if (options['ephemeral'] !== true) {
    refuseEphemeralFlags(options)
    const { stackEnv } = await import('../../stack/stack-env.js')
    return run(context, words, stackEnv(await resolveConfig(context.globals)))
  }
  const stack = await ephemeralStack(context, options)
  try {
    return await run(context, words, stack.env())
  } finally {
    // Whoever sends a signal now wants us to end; what is being deleted is deleted first.
    using _signals = context.signals.handOver(() => {})
    await stack.stop()
  }
}

async function run(
  { signals, globals }: CommandContext,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  let pass: (name: NodeJS.Signals) => void = () => {}
  using _signals = signals.handOver((name) => pass(name))
  return await runProgramHere({
    command,
    args,
    env,
    cwd: globals.cwd,
    onStarted: (passOn) => (pass = passOn),
  })
}

async function ephemeralStack(
  { globals, signal, output }: CommandContext,
  { seed, provider, services, timeout }: Options,
): Promise<Stack> {
  const { createStack } = await import('../../stack/create-stack.js')
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
    story: output,
  })
}

function refuseEphemeralFlags(options: Options): void {
  const given = ['seed', 'provider', 'timeout'].find((name) => options[name] !== undefined)
  const flag = options['services'] === false ? 'no-services' : given
  if (flag === undefined) return
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--${flag} is for a stack that exec brings up itself.`,
    suggestion: 'Add --ephemeral, or leave it away to use the running stack.',
  })
}
