import { cp, rm } from 'node:fs/promises'
import { type RunOptions, runProgram } from './run-program.js'

type CopyOptions = Pick<RunOptions, 'cwd' | 'signal' | 'onSpawned'>

const IS_DARWIN = process.platform === 'darwin'

/** Copies a directory with owners, modes and times. Uses reflinks if the file system supports them. */
export async function copyDirectory(
  from: string,
  to: string,
  options: Omit<CopyOptions, 'cwd'>,
): Promise<void> {
  if (await tryCopy(IS_DARWIN ? ['-cRp', from, to] : ['-a', '--reflink=auto', from, to], options)) return
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
}

/**
 * Runs `cp`. Resolves to false if there is none, or one without these options, such as BusyBox's. Throws if it fails for another
 * reason.
 */
export async function tryCopy(args: readonly string[], options: CopyOptions): Promise<boolean> {
  const { ok, output } = await runProgram('cp', args, options)
  if (ok) return true
  const isSupported = /No space left/.test(output) || !/option|not found|ENOENT/i.test(output)
  if (isSupported) throw new Error(output.trim().split('\n').at(-1))
  return false
}
