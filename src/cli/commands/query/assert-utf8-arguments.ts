import { readFileSync } from 'node:fs'
import { decodeUtf8 } from '../../../core/decode-utf8.js'
import { UsageError } from '../../usage-error.js'

/**
 * Throws `USAGE` if an argument is not UTF-8. Node.js has replaced the invalid bytes with U+FFFD, so the bytes of the command
 * line are read again where the system offers them.
 */
export function assertUtf8Arguments(args: readonly string[]): void {
  if (!args.some((arg) => arg.includes('\uFFFD'))) return
  const bytes = readCommandLine()
  try {
    if (bytes !== undefined) decodeUtf8(bytes)
  } catch {
    throw new UsageError({
      message: 'An argument is not valid UTF-8.',
      hint: 'Use a terminal with the encoding UTF-8, or pass the query with --file.',
    })
  }
}

/** The arguments of this process, each followed by NUL; undefined if the system has no `/proc`. */
function readCommandLine(): Uint8Array | undefined {
  try {
    return readFileSync('/proc/self/cmdline')
  } catch {
    return undefined
  }
}
