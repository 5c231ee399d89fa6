import { fstatSync, writeFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { describeSystemError } from '../core/describe-system-error.js'
import { EXIT } from '../core/home-error.js'
import { FILE_ERRORS } from '../core/file-errors.js'

/**
 * Exits if the output cannot be written. `homemanager … | head -1` closes stdout early, which is not an error; a full disk is
 * one. It is printed as text also with `--json`, because stdout is not usable.
 */
export function exitOnOutputErrors(): void {
  writeWholeChunks(process.stdout)
  process.stdout.on('error', (error) => {
    if (isClosed(error)) process.exit(EXIT.done)
    exitWithError(error)
  })
  // There is nowhere left to report it.
  process.stderr.on('error', () => {})
}

/** Resolves when stdout and stderr are written. Exits if stdout could not be written, also where its error event is still to come. */
export async function finishOutput(): Promise<void> {
  await Promise.all([waitForDrain(process.stdout), waitForDrain(process.stderr)])
  const { errored } = process.stdout
  if (errored !== null && !isClosed(errored)) exitWithError(errored)
}

async function waitForDrain(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength === 0 || stream.destroyed) return
  await new Promise<void>((resolve) => stream.write('', () => resolve()))
}

/** Node calls a chunk written of which the last bytes did not fit on the disk. */
function writeWholeChunks(stdout: Writable & { readonly fd: number }): void {
  const { fd } = stdout
  if (!fstatSync(fd).isFile()) return
  stdout._write = (chunk: Uint8Array, _encoding, callback) => {
    try {
      writeFileSync(fd, chunk)
    } catch (error) {
      callback(error as Error)
      return
    }
    callback()
  }
}

/** Whether nobody reads on: the other end of the pipe is closed, or the terminal is. */
function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || (code === 'EIO' && process.stdout.isTTY)
}

function exitWithError(error: Error): never {
  const { code, exitCode } = FILE_ERRORS.OUTPUT_FAILED
  process.stderr.write(
    `✗ The output could not be written.\n  ${describeSystemError(error)}\n  → Check the file or device that stdout is redirected to.\n  ${code}\n`,
  )
  process.exit(exitCode)
}
