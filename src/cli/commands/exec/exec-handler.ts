import { HomeError } from '../../../core/home-error.js'
import { runInForeground } from '../../../project/foreground/run-in-foreground.js'
import type { Stack } from '../../../project/stack/create-stack.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import type { execCommand } from './exec.command.js'

type ExecInput = CommandInput<typeof execCommand>

/** Runs a program with the environment of a stack and resolves to its exit code. */
export async function run({ context, args, flags }: ExecInput): Promise<number> {
  if (!flags.ephemeral) {
    assertNoEphemeralFlags(flags)
    const project = await context.project()
    return runWithEnv(context, args.command, project.environment())
  }
  const stack = await createEphemeralStack(context, flags)
  try {
    return await runWithEnv(context, args.command, stack.env())
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
  { seed, provider, services, timeout }: ExecInput['flags'],
): Promise<Stack> {
  const { createStack } = await import('../../../project/stack/create-stack.js')
  return createStack({
    cwd: globals.cwd,
    ephemeral: true,
    lazy: true,
    services: services ? 'background' : 'none',
    ...(seed === undefined ? {} : { seed }),
    ...(provider === undefined ? {} : { provider }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    signal,
    reporter: output,
  })
}

function assertNoEphemeralFlags(flags: ExecInput['flags']): void {
  const given = (['seed', 'provider', 'timeout'] as const).find((name) => flags[name] !== undefined)
  const flag = flags.services ? given : 'no-services'
  if (flag === undefined) return
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--${flag} requires --ephemeral.`,
    suggestion: `Add --ephemeral, or omit --${flag} to use the running stack.`,
  })
}
