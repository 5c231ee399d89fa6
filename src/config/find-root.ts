import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { CONFIG_ERRORS } from './config-errors.js'

const FILE_NAMES = ['homemanager.yaml', 'homemanager.yml']

/** The project's folder: the nearest one upwards with a configuration file or a `.homemanager`, else where we stand. */
export function findRoot(cwd: string): { readonly root: string; readonly file?: string } {
  const start = resolve(cwd)
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) {
    throw new HomeError(CONFIG_ERRORS.FOLDER_MISSING, {
      message: `The folder ${start} does not exist.`,
      suggestion: 'Name another one with --cwd.',
    })
  }
  for (let folder = start; ; folder = dirname(folder)) {
    const file = FILE_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (file !== undefined) return { root: folder, file }
    if (existsSync(join(folder, '.homemanager'))) return { root: folder }
    if (folder === dirname(folder)) return { root: start }
  }
}
