import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { toWriteError } from '../../core/user-file.js'
import type { BoundStatement } from './open-statements.js'
import { type DuckdbSession, quote } from './session.js'

/** Written beside the file and renamed at the end, so that the file is complete or as before. */
export function toTemporaryFile(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`)
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
    // DuckDB names the file of which it could not write the rest; its own temporary files have other paths.
    const isFull =
      error instanceof Error &&
      error.message.includes(temporary) &&
      /No space left on device|quota exceeded/i.test(error.message)
    throw isFull ? toWriteError(Object.assign(error, { code: 'ENOSPC' }), file, 'The result') : error
  }
}
