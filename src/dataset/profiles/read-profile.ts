import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findClosestMatch } from '../../core/closest-match.js'
import { HomeError } from '../../core/home-error.js'
import { getPackagePath } from '../../core/package-path.js'
import { type Profile, PROFILE_NAMES } from './profile.js'
import { parseProfile } from './parse-profile.js'
import { SEEDING_ERRORS } from '../seeding/seeding-errors.js'

/** Reads a shipped profile by name, or a profile file by its path, relative to `directory`. */
export async function readProfile(nameOrPath: string, directory: string = process.cwd()): Promise<Profile> {
  const shipped = (PROFILE_NAMES as readonly string[]).includes(nameOrPath)
  const path = shipped ? getPackagePath(`seeds/${nameOrPath}.yaml`) : resolve(directory, nameOrPath)
  if (!isFile(path)) {
    const guess = findClosestMatch(nameOrPath, PROFILE_NAMES)
    throw new HomeError(SEEDING_ERRORS.PROFILE_NOT_FOUND, {
      message: `Seed profile "${nameOrPath}" does not exist.`,
      detail: `It is not a shipped profile (${PROFILE_NAMES.join(', ')}), and ${path} is not a file.`,
      suggestion: `${guess === undefined ? '' : `Did you mean "${guess}"? `}Pass the name of a shipped profile or the path of a YAML file.`,
    })
  }
  return parseProfile(await readFile(path, 'utf8'), path)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
