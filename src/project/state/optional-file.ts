import { rmSync } from 'node:fs'
import { writeFileAtomic } from '../../core/write-file-atomic.js'

/**
 * Replaces a small JSON file of the state directory, which `readJsonFile` reads. Commands work without it, so a directory that is
 * missing or not writable is no reason to fail.
 */
export function saveOptionalFile(file: string, value: unknown): void {
  try {
    writeFileAtomic(file, `${JSON.stringify(value)}\n`)
  } catch {
    // What it says is not shown.
  }
}

export function deleteOptionalFile(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Not writable; a stack can be stopped nevertheless.
  }
}
