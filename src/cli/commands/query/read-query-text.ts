import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { HomeError } from '../../../core/home-error.js'
import type { StoreName } from '../../../core/store-name.js'
import { CLI_ERRORS } from '../../cli-errors.js'

/** The query from the argument, a file (relative to `cwd`; `-` is stdin) or stdin. */
export async function readQueryText(
  store: StoreName,
  given: string | undefined,
  file: unknown,
  cwd: string,
): Promise<string> {
  if (given !== undefined && typeof file === 'string')
    throw queryUsageError('Pass the query either as an argument or with --file, not both.')
  if (given !== undefined && given !== '-') return given
  if (typeof file === 'string' && file !== '-') return readQueryFile(path.resolve(cwd, file))
  if (process.stdin.isTTY && given === undefined && file === undefined) {
    throw queryUsageError(`No query for ${store} was given.`)
  }
  const piped = await readAll(process.stdin)
  if (piped.trim() === '') throw queryUsageError(`No query for ${store} was given: stdin is empty.`)
  return piped
}

async function readQueryFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw queryUsageError(`Cannot read the query file ${file}: ${reason}.`)
  }
}

function queryUsageError(message: string): HomeError {
  return new HomeError(CLI_ERRORS.USAGE, {
    message,
    suggestion: 'Pass the query as an argument, with --file PATH or on stdin. Run homemanager query --help.',
  })
}
