import { rm } from 'node:fs/promises'
import { cp } from 'node:fs/promises'
import { runProgram } from './run-program.js'

/** Copies a directory with owners, modes and times. Uses reflinks if the file system supports them. */
export async function copyDirectory(from: string, to: string, signal: AbortSignal): Promise<void> {
  const args = process.platform === 'darwin' ? ['-cRp'] : ['-a', '--reflink=auto']
  const { ok, output } = await runProgram('cp', [...args, from, to], { signal })
  if (ok) return
  if (/No space left/.test(output)) throw new Error(output.trim().split('\n').at(-1))
  if (!/option|not found|ENOENT/i.test(output)) throw new Error(output.trim().split('\n').at(-1))
  // No `cp`, or one without these options, such as BusyBox's.
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
}
