import path from 'node:path'
import { buffer as readAll } from 'node:stream/consumers'
import { endSentence } from '../../../core/end-sentence.js'
import { decodeUtf8, TextEncodingError } from '../../../core/decode-utf8.js'
import { readUserFile } from '../../../core/user-file.js'
import { UsageError } from '../../usage-error.js'

/** The query from the argument, a file (relative to `cwd`; `-` is stdin) or stdin. */
export async function readQueryText(
  /** What is queried, for messages. */
  store: string,
  given: string | undefined,
  file: string | undefined,
  cwd: string,
): Promise<string> {
  if (given !== undefined && file !== undefined)
    throw new UsageError({
      message: `The query for ${store} was given twice: as an argument and with --file.`,
    })
  if (given !== undefined && given !== '-') return given
  if (file !== undefined && file !== '-') return readQueryFile(path.resolve(cwd, file))
  if (process.stdin.isTTY && given === undefined && file === undefined) {
    throw invalidQueryError(`No query for ${store} was given.`)
  }
  const piped = decode(await readAll(process.stdin), 'The query on stdin')
  if (piped.trim() === '') throw invalidQueryError(`No query for ${store} was given: stdin is empty.`)
  return piped
}

async function readQueryFile(file: string): Promise<string> {
  const hint = 'Check the path, or pass the query as an argument or on stdin.'
  return decode(await readUserFile(file, 'The query file', hint), `The query file ${file}`)
}

/** As psql does, ignores a byte order mark at the beginning. */
function decode(bytes: Uint8Array, what: string): string {
  try {
    return decodeUtf8(bytes).replace(/^\uFEFF/, '')
  } catch (error) {
    if (!(error instanceof TextEncodingError)) throw error
    throw new UsageError({
      message: `${what} cannot be read: ${endSentence(error.message)}`,
      hint: error.suggestion,
    })
  }
}

function invalidQueryError(message: string): UsageError {
  return new UsageError({ message, hint: 'Pass the query as an argument, with --file or on stdin.' })
}
