import path from 'node:path'
import { formatBytes } from '../../../core/format-bytes.js'
import { getErrorMessage } from '../../../core/get-error-message.js'
import { HomeError } from '../../../core/home-error.js'
import type { FailedCommand } from '../../../project/snapshot/save-failure.js'
import type { Project } from '../../../project/project.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import type { execCommand } from './exec.command.js'

const SAVE_TIMEOUT_MS = 120_000

type ExecInput = CommandInput<typeof execCommand>

/** Runs a program with the environment of a stack and resolves to its exit code. */
export async function run({ context, args, flags }: ExecInput): Promise<number> {
  const { cwd } = context.globals
  const archive = flags.onFailureSave === undefined ? undefined : path.resolve(cwd, flags.onFailureSave)
  if (!flags.ephemeral) {
    assertNoEphemeralFlags(flags)
    await assertCanSave(archive)
    const project = await context.project()
    return runProgram(context, project, args.command, flags.onFailureSave)
  }
  const { seed, cache, provider, services, timeout } = flags
  await assertCanSave(archive)
  const base = await context.project(provider === undefined ? {} : { provider })
  await base.assertProgramExists({ command: args.command[0] ?? '', cwd })
  const { createEphemeralProject } = await import('../../../project/stack/ephemeral-project.js')
  const project = await createEphemeralProject(base)
  try {
    await project.upForCommand({
      services: services ? 'background' : 'none',
      ...(seed === undefined ? {} : { seed }),
      cache,
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
      signal: context.signal,
      reporter: context.output,
    })
    return await runProgram(context, project, args.command, flags.onFailureSave)
  } finally {
    // Ignore signals during the clean-up, so that the stack is deleted completely before the process exits.
    using _signals = context.signalHandler.forwardTo(() => {})
    await project[Symbol.asyncDispose]()
  }
}

/** Before the command runs: afterwards, the data of an ephemeral stack is gone. */
async function assertCanSave(archive: string | undefined): Promise<void> {
  if (archive === undefined) return
  const { assertArchiveWritable } = await import('../../../snapshots/snapshot-archive.js')
  await assertArchiveWritable(archive)
}

async function runProgram(
  context: CommandContext,
  project: Project,
  words: readonly string[],
  failureFile: string | undefined,
): Promise<number> {
  const { signalHandler, globals } = context
  const [command = '', ...args] = words
  let sendSignal: (name: NodeJS.Signals) => void = () => {}
  using _signals = signalHandler.forwardTo((name) => sendSignal(name))
  const exitCode = await project.exec({
    command,
    args,
    cwd: globals.cwd,
    onStarted: (send) => (sendSignal = send),
  })
  if (exitCode !== 0 && failureFile !== undefined)
    await saveFailure(context, project, failureFile, { command: words, exitCode })
  return exitCode
}

/** The exit code is that of the command, also if the archive cannot be written. */
async function saveFailure(
  { output, signal, globals }: CommandContext,
  project: Project,
  file: string,
  failed: FailedCommand,
): Promise<void> {
  try {
    const options = { signal, reporter: output, timeoutMs: SAVE_TIMEOUT_MS }
    const saved = await project.saveFailure(path.resolve(globals.cwd, file), failed, options)
    output.note(
      `The command failed. Its data, logs and events are in ${saved.file} (${formatBytes(saved.bytes)}).`,
    )
    output.note(`To open it: homemanager branch create failure --from ${file}`)
  } catch (error) {
    const reasons =
      error instanceof HomeError ? [error.message, error.detail, error.suggestion] : [getErrorMessage(error)]
    output.warn(`${file} was not written: ${reasons.filter(Boolean).join(' ')}`)
  }
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
