import { getPackageVersion } from '../core/package-version.js'
import { exitOnOutputErrors, finishOutput } from './exit-on-output-errors.js'

void main(process.argv.slice(2))

/** The entry point of the program. `--version` alone loads nothing else. */
async function main(argv: readonly string[]): Promise<void> {
  exitOnOutputErrors()
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${getPackageVersion()}\n`)
    return
  }
  const { loadProgram } = await import('../launch/load-program.js')
  const { runCli } = await loadProgram<typeof import('./run-cli.js')>('cli')
  process.exitCode = await runCli(argv)
  // Sockets of database drivers may stay open. The work is done, so exit once the output is written.
  await finishOutput()
  process.exit()
}
