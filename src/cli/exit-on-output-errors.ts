import { EXIT } from '../core/home-error.js'
import { CLI_ERRORS } from './cli-errors.js'

/**
 * Exits if the output cannot be written. `homemanager … | head -1` closes stdout early, which is not an error; a full disk is
 * one. It is printed as text also with `--json`, because stdout is not usable.
 */
export function exitOnOutputErrors(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(EXIT.done)
    const { code, exitCode } = CLI_ERRORS.OUTPUT_FAILED
    process.stderr.write(
      `✗ The output could not be written: ${error.message}.\n  → Check the file or device that stdout is redirected to.\n  ${code}\n`,
    )
    process.exit(exitCode)
  })
  // There is nowhere left to report it.
  process.stderr.on('error', () => {})
}
