import { CommanderError } from 'commander'
import { EXIT, HomeError } from '../core/home-error.js'
import { createOutput } from '../output/create-output.js'
import { toErrorReport } from './to-error-report.js'
import { parseFlags } from './parse-flags.js'
import { buildProgram } from './build-program.js'
import { installSignalHandler } from './signal-handler.js'

/** Runs one command line and resolves to its exit code. Errors are rendered here, once. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const signals = installSignalHandler()
  exitWhenStdoutCloses()
  let code: number = EXIT.done
  try {
    const program = await buildProgram(argv, signals, (result) => {
      code = result
    })
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' })
    return signals.signal.aborted && code === EXIT.done ? EXIT.interrupted : code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    return reportError(error, argv, signals.signal)
  }
}

function reportError(error: unknown, argv: readonly string[], signal: AbortSignal): number {
  const { report, exitCode } = toErrorReport(error, signal)
  createOutput({ ...parseFlags(argv), quiet: false }).error(report)
  if (argv.includes('--verbose') && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exitCode
}

/** `homemanager … | head -1` closes stdout early; that is not an error of ours. */
function exitWhenStdoutCloses(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done)
    throw new HomeError(
      { code: 'INTERNAL', exitCode: EXIT.failed, meaning: '' },
      { message: 'Writing to stdout failed.', cause: error },
    )
  })
}
