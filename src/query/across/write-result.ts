import { randomUUID } from 'node:crypto'
import { access, constants, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'
import type { BoundStatement } from './open-statements.js'
import { type DuckdbSession, quote } from './session.js'

/** Written beside the file and renamed at the end, so that the file is complete or as before. */
export function toTemporaryFile(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`)
}

/** Throws `QUERY_FAILED` if the file cannot be created, before anything is read. */
export async function assertWritable(file: string): Promise<void> {
  try {
    const directory = path.dirname(file)
    if (!(await stat(directory)).isDirectory()) throw new Error(`${directory} is not a directory`)
    await access(directory, constants.W_OK)
    const existing = await stat(file).catch(() => undefined)
    if (existing?.isDirectory() === true) throw new Error('it is a directory')
  } catch (error) {
    throw new HomeError(QUERY_ERRORS.QUERY_FAILED, {
      message: `The file ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      suggestion: 'Choose another file, or create the directory.',
      cause: error,
    })
  }
}

/** Writes all rows. Resolves to their number. */
export async function writeResult(
  { connection }: DuckdbSession,
  { text, values }: BoundStatement,
  temporary: string,
  file: string,
): Promise<number> {
  const format = file.toLowerCase().endsWith('.parquet') ? 'FORMAT parquet' : 'FORMAT csv, HEADER'
  try {
    const body = text.trim().replace(/;\s*$/, '')
    const result = await connection.run(`COPY (${body}\n) TO ${quote(temporary)} (${format})`, values)
    const [[count] = []] = await result.getRowsJson()
    await rename(temporary, file)
    return Number(count)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
