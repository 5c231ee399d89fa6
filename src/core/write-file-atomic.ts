import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createPrivateDirectory } from './create-directory.js'

export interface AtomicWriteOptions {
  /** Whether the content is on the disk before the file has its name, so that it survives a power failure. Default: false. */
  readonly flush?: boolean
}

/**
 * Replaces a file with one that is readable by its user only. Readers see the former content or the new one, also if this
 * process is killed meanwhile.
 */
export function writeFileAtomic(
  location: string,
  data: string | Uint8Array,
  { flush = false }: AtomicWriteOptions = {},
): void {
  const temporary = `${location}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, data, { mode: 0o600, flush })
    renameSync(temporary, location)
  } catch (error) {
    removeTemporaryFile(temporary)
    throw error
  }
}

/**
 * The same for a cache file, in a directory that may not exist yet. Ignores errors such as a full disk or a directory that is
 * not writable, since the file only saves time in the next run.
 */
export function tryWriteFileAtomic(location: string, data: string | Uint8Array): void {
  try {
    createPrivateDirectory(dirname(location))
    writeFileAtomic(location, data)
  } catch {
    // Without the file, the next run takes longer.
  }
}

function removeTemporaryFile(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // The temporary file was not created.
  }
}
