import { HomeError } from '../../../core/home-error.js'
import type { Project } from '../../../project/project.js'
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
    return runProgram(context, project, args.command)
  }
  const { seed, cache, provider, services, timeout } = flags
  const base = await context.project(provider === undefined ? {} : { provider })
  const { createEphemeralProject } = await import('../../../project/stack/ephemeral-project.js')
  const project = await createEphemeralProject(base)
  try {
    await project.up({
      services: services ? 'background' : 'none',
      ...(seed === undefined ? {} : { seed }),
      cache,
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
      signal: context.signal,
      reporter: context.output,
    })
    return await runProgram(context, project, args.command)
  } finally {
    // Ignore signals during the clean-up, so that the stack is deleted completely before the process exits.
    using _signals = context.signalHandler.forwardTo(() => {})
    await project[Symbol.asyncDispose]()
  }
}

async function runProgram(
  { signalHandler, globals }: CommandContext,
  project: Project,
  [command = '', ...args]: readonly string[],
): Promise<number> {
  let sendSignal: (name: NodeJS.Signals) => void = () => {}
  using _signals = signalHandler.forwardTo((name) => sendSignal(name))
  return await project.exec({ command, args, cwd: globals.cwd, onStarted: (send) => (sendSignal = send) })
}

function assertNoEphemeralFlags(flags: ExecInput['flags']): void {
  const given = (['seed', 'provider', 'timeout'] as const).find((name) => flags[name] !== undefined)
  const negated = (['services', 'cache'] as const).find((name) => !flags[name])
  const flag = negated === undefined ? given : `no-${negated}`
  if (flag === undefined) return
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--${flag} requires --ephemeral.`,
    suggestion: `Add --ephemeral, or omit --${flag} to use the running stack.`,
  })
}
