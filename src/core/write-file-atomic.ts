import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a cache file atomically, readable by its user only. Ignores errors such as a full disk or a directory that is
 * not writable, since the file only saves time in the next run.
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
    // The temporary file was not created.
  }
}
