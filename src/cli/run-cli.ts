import { CommanderError } from 'commander'
import { EXIT, HomeError } from '../core/home-error.js'
import { createOutput } from '../output/create-output.js'
import { COMMANDS } from './command-index.js'
import { buildProgram } from './parser/build-program.js'
import { CLI_ERRORS } from './cli-errors.js'
import type { CommandDefinition } from './define-command.js'
import { findOperand, readOperands } from './parser/find-operand.js'
import { createCommandAddresser } from './format-program.js'
import { GLOBAL_FLAGS, type GlobalOptions, readOutputFlags } from './global-flags.js'
import { installSignalHandler } from './signal-handler.js'
import { toErrorReport } from './to-error-report.js'
import { UsageError } from './usage-error.js'

/** Runs one command line and resolves to its exit code. All errors are printed here, once. */
export async function runCli(commandLine: readonly string[]): Promise<number> {
  const signals = installSignalHandler()
  let argv = commandLine
  let code: number = EXIT.done
  let globals: GlobalOptions | undefined
  try {
    assertHelpArguments(commandLine)
    argv = commandLine.length === 0 ? ['--help'] : expandHelpCommand(commandLine)
    const invocation = {
      signals,
      onExitCode: (result: number) => {
        code = result
      },
      onGlobals: (options: GlobalOptions) => {
        globals = options
      },
    }
    if (isHelpOfAll(commandLine)) {
      const { renderAllHelp } = await import('./render-all-help.js')
      process.stdout.write(renderAllHelp(invocation))
      return EXIT.done
    }
    const program = buildProgram({ argv, ...invocation })
    await program.parseAsync([...argv], { from: 'user' })
    return signals.signal.aborted && code === EXIT.done ? EXIT.interrupted : code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    return reportError(error, argv, globals, signals.signal)
  }
}

/** `help all` */
function isHelpOfAll(argv: readonly string[]): boolean {
  const [first, second] = readOperands(argv, GLOBAL_FLAGS).operands
  return first === 'help' && second === 'all'
}

/** Commander would print the help, whatever follows the name of a command. Flags of the command may be there. */
function assertHelpArguments(argv: readonly string[]): void {
  const [first, name = ''] = readOperands(argv, GLOBAL_FLAGS).operands
  if (first !== 'help') return
  const definition = findDefinition(name)
  const flags = [definition, ...Object.values(definition?.subcommands ?? {})].map((each) => each?.flags)
  const { operands, unknownFlag } = readOperands(argv, Object.assign({}, GLOBAL_FLAGS, ...flags))
  // An unknown command or subcommand is reported where that of other command lines is.
  const path = operands.slice(1, definition?.subcommands === undefined ? 2 : 3)
  const excess = operands[path.length + 1]
  if (excess === undefined && unknownFlag === undefined) return
  throw new UsageError({
    message: excess === undefined ? `Unknown option ${unknownFlag}.` : `Unexpected argument "${excess}".`,
    detail: 'Usage: homemanager help [command] [subcommand], or homemanager help all',
    hint: `Did you mean ${['homemanager help', ...path].join(' ')}?`,
  }).withHelpFor('')
}

function findDefinition(name: string): CommandDefinition | undefined {
  return COMMANDS.map(({ definition }) => definition).find(
    (each) => each.name === name || each.aliases?.includes(name) === true,
  )
}

/** `help migrate status` is `migrate status --help`. */
function expandHelpCommand(argv: readonly string[]): readonly string[] {
  const name = findOperand(argv, GLOBAL_FLAGS)
  if (argv[name] !== 'help') return argv
  return [...argv.filter((word, at) => at !== name && word !== '--help'), '--help']
}

/** `globals` are those of the command; undefined if the command line could not be parsed. */
function reportError(
  error: unknown,
  argv: readonly string[],
  globals: GlobalOptions | undefined,
  signal: AbortSignal,
): number {
  const { report, exitCode } = toErrorReport(error, signal)
  const flags = readOutputFlags(argv)
  const names = COMMANDS.map(({ definition }) => definition.name)
  const address = globals === undefined ? {} : { addressCommands: createCommandAddresser(globals, names) }
  createOutput({ ...flags, ...address }).error(report)
  // A usage error is in the command line, not in the code.
  if (flags.verbose && report.code !== CLI_ERRORS.USAGE.code && error instanceof Error) {
    process.stderr.write(`${error instanceof HomeError ? getFrames(error) : error.stack}\n`)
  }
  return exitCode
}

/** The stack without the message, the detail and the suggestion, which are printed already. */
function getFrames({ stack = '' }: Error): string {
  const start = stack.search(/^ {4}at /m)
  return start === -1 ? '' : stack.slice(start)
}
