import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { HomeError } from '../../../core/home-error.js'
import type { StoreName } from '../../../core/store-name.js'
import { CLI_ERRORS } from '../../cli-errors.js'

/** The query: the argument, a file (`-` is stdin; relative to `cwd`), or what is piped in. */
export async function readQueryText(
  store: StoreName,
  given: string | undefined,
  file: unknown,
  cwd: string,
): Promise<string> {
  if (given !== undefined && typeof file === 'string')
    throw queryUsageError('The query is given twice, as text and by --file.')
  if (given !== undefined && given !== '-') return given
  if (typeof file === 'string' && file !== '-') return readQueryFile(path.resolve(cwd, file))
  if (process.stdin.isTTY && given === undefined && file === undefined) {
    throw queryUsageError(`There is no query for ${store}.`)
  }
  const piped = await readAll(process.stdin)
  if (piped.trim() === '') throw queryUsageError(`There is no query for ${store}: stdin is empty.`)
  return piped
}

async function readQueryFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw queryUsageError(`The query file ${file} cannot be read: ${reason}.`)
  }
}

function queryUsageError(message: string): HomeError {
  return new HomeError(CLI_ERRORS.USAGE, {
    message,
    suggestion: 'Give the query as text, by --file PATH, or through a pipe. See homemanager query --help.',
  })
}
