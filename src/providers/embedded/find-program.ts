import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/** Where servers are installed that are not in the PATH of every user: Debian's sbin, Homebrew. */
const OTHER_DIRECTORIES: readonly string[] = [
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
]

/** The absolute path of an installed program; `undefined` if there is none. */
export function findProgram(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(path.delimiter), ...OTHER_DIRECTORIES]
  return directories
    .filter((directory) => path.isAbsolute(directory))
    .map((directory) => path.join(directory, name))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
