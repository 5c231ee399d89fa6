import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file that spares the next run some work, for its user only: complete or not at all. A full disk or a folder
 * that takes no files is no reason to fail.
 */
export function tryWriteFileAtomic(location: string, data: string | Uint8Array): void {
  const temporary = `${location}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(location), { recursive: true, mode: 0o700 })
    writeFileSync(temporary, data, { mode: 0o600 })
    renameSync(temporary, location)
  } catch {
    removeTemporaryFile(temporary)
  }
}

function removeTemporaryFile(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // Then it was never made.
  }
}
