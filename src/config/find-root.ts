import { lstatSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { describeReadError } from '../core/user-file.js'
import { CONFIG_ERRORS } from './config-errors.js'

const CONFIG_FILE_NAMES = ['homemanager.yaml', 'homemanager.yml']

/**
 * The project's directory: `cwd` or its nearest parent with a configuration file, otherwise `cwd`. A `.homemanager` in a
 * parent directory, such as that of an `up` in the home directory, does not count.
 */
export function findRoot(cwd: string): { readonly root: string; readonly file?: string } {
  const start = resolve(cwd)
  assertDirectory(start)
  for (let directory = start; ; directory = dirname(directory)) {
    const file = CONFIG_FILE_NAMES.map((name) => join(directory, name)).find(isPresent)
    if (file !== undefined) return { root: directory, file }
    if (directory === dirname(directory)) return { root: start }
  }
}

/** Also a symbolic link whose target does not exist: reading it says so. */
function isPresent(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}

function assertDirectory(directory: string): void {
  const suggestion = 'Pass the directory of a project with --cwd, or change to it and omit --cwd.'
  let isDirectory: boolean
  try {
    isDirectory = statSync(directory).isDirectory()
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new HomeError(CONFIG_ERRORS.DIRECTORY_NOT_FOUND, {
      message: isMissing
        ? `The directory ${directory} does not exist.`
        : `The directory ${directory} cannot be read.`,
      ...(isMissing ? {} : { detail: describeReadError(error, directory) }),
      suggestion,
      cause: error,
    })
  }
  if (!isDirectory)
    throw new HomeError(CONFIG_ERRORS.DIRECTORY_NOT_FOUND, {
      message: `${directory} is not a directory.`,
      suggestion,
    })
}
