import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { findClosestMatch } from '../../core/closest-match.js'
import { decodeUtf8, TextEncodingError } from '../../core/decode-utf8.js'
import { HomeError } from '../../core/home-error.js'
import { getPackagePath } from '../../core/package-path.js'
import { readUserFile } from '../../core/user-file.js'
import type { Profile } from './profile.js'
import { isShippedProfile, PROFILE_NAMES } from './profile-names.js'
import { parseProfile } from './parse-profile.js'
import { SEEDING_ERRORS } from '../seeding/seeding-errors.js'

/** Reads a shipped profile by name, or a profile file by its path, relative to `directory`. */
export async function readProfile(nameOrPath: string, directory: string = process.cwd()): Promise<Profile> {
  const shipped = isShippedProfile(nameOrPath)
  const path = shipped ? getPackagePath(`seeds/${nameOrPath}.yaml`) : resolve(directory, nameOrPath)
  if (!isFile(path)) {
    const guess = findProfileFile(nameOrPath, directory) ?? findClosestMatch(nameOrPath, PROFILE_NAMES)
    const exists = existsSync(path)
    throw new HomeError(SEEDING_ERRORS.PROFILE_NOT_FOUND, {
      message: exists
        ? `"${nameOrPath}" is not a seed profile.`
        : `Seed profile "${nameOrPath}" does not exist.`,
      detail: `It is not a shipped profile (${PROFILE_NAMES.join(', ')}), and ${path} ${exists ? 'is not a regular file' : 'does not exist'}.`,
      suggestion: `${guess === undefined ? '' : `Did you mean "${guess}"? `}Pass the name of a shipped profile or the path of a YAML file.`,
    })
  }
  const hint = 'Pass the name of a shipped profile or the path of a YAML file.'
  const bytes = await readUserFile(path, 'The seed profile', hint)
  return parseProfile(decodeProfile(bytes, path), path, readProfile)
}

/** For `party`, the path of `seeds/party.yaml` or `party.yaml`, if there is such a file. */
function findProfileFile(name: string, directory: string): string | undefined {
  const files = ['seeds/', ''].flatMap((parent) =>
    ['.yaml', '.yml'].map((suffix) => `${parent}${name}${suffix}`),
  )
  return files.find((file) => isFile(resolve(directory, file)))
}

function decodeProfile(bytes: Uint8Array, path: string): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (!(error instanceof TextEncodingError)) throw error
    throw new HomeError(SEEDING_ERRORS.PROFILE_INVALID, {
      message: `${path} cannot be read: ${error.message}.`,
      suggestion: error.suggestion,
      cause: error,
    })
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
