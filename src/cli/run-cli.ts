import { CommanderError } from 'commander'
import { EXIT } from '../core/home-error.js'
import { createOutput } from '../output/create-output.js'
import { COMMANDS } from './command-index.js'
import { buildProgram } from './parser/build-program.js'
import { CLI_ERRORS } from './cli-errors.js'
import { findOperand } from './parser/find-operand.js'
import { createCommandAddresser } from './format-program.js'
import { GLOBAL_FLAGS, type GlobalOptions, readOutputFlags } from './global-flags.js'
import { installSignalHandler } from './signal-handler.js'
import { toErrorReport } from './to-error-report.js'

/** Runs one command line and resolves to its exit code. All errors are printed here, once. */
export async function runCli(commandLine: readonly string[]): Promise<number> {
  const signals = installSignalHandler()
  const argv = commandLine.length === 0 ? ['--help'] : expandHelpCommand(commandLine)
  let code: number = EXIT.done
  let globals: GlobalOptions | undefined
  try {
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
  const at = findOperand(argv, GLOBAL_FLAGS)
  return argv[at] === 'help' && argv[findOperand(argv, GLOBAL_FLAGS, at + 1)] === 'all'
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
    process.stderr.write(`${error.stack}\n`)
  }
  return exitCode
}
