import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Calls a function with a directory that is deleted afterwards. */
export async function withTemporaryDirectory(run) {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  try {
    return await run(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
