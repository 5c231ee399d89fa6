import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { getPackagePath } from '../../core/package-path.js'
import { type Profile, PROFILE_NAMES } from './profile.js'
import { parseProfile } from './parse-profile.js'
import { SEEDING_ERRORS } from '../seeding/seeding-errors.js'

/** A shipped profile by its name, or one of the user's own by the path of its file, relative to `folder`. */
export async function readProfile(nameOrPath: string, directory: string = process.cwd()): Promise<Profile> {
  const shipped = (PROFILE_NAMES as readonly string[]).includes(nameOrPath)
  const path = shipped ? getPackagePath(`seeds/${nameOrPath}.yaml`) : resolve(directory, nameOrPath)
  if (!isFile(path)) {
    throw new HomeError(SEEDING_ERRORS.PROFILE_NOT_FOUND, {
      message: `There is no seed profile "${nameOrPath}".`,
      detail: `Shipped are ${PROFILE_NAMES.join(', ')}; there is no file ${path} either.`,
      suggestion: 'Name a shipped profile, or the path of a YAML file of your own.',
    })
  }
  return parseProfile(await readFile(path, 'utf8'), path)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
