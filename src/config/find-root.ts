import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { CONFIG_ERRORS } from './config-errors.js'

const CONFIG_FILE_NAMES = ['homemanager.yaml', 'homemanager.yml']

/** The project's folder: the nearest one upwards with a configuration file or a `.homemanager`, else where we stand. */
export function findRoot(cwd: string): { readonly root: string; readonly file?: string } {
  const start = resolve(cwd)
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) {
    throw new HomeError(CONFIG_ERRORS.DIRECTORY_NOT_FOUND, {
      message: `The folder ${start} does not exist.`,
      suggestion: 'Name another one with --cwd.',
    })
  }
  for (let directory = start; ; directory = dirname(directory)) {
    const file = CONFIG_FILE_NAMES.map((name) => join(directory, name)).find((path) => existsSync(path))
    if (file !== undefined) return { root: directory, file }
    if (existsSync(join(directory, '.homemanager'))) return { root: directory }
    if (directory === dirname(directory)) return { root: start }
  }
}
