import { readFileSync } from 'node:fs'
import { checkYaml, faultsText } from '../core/check-yaml.js'
import { HomeError } from '../core/home-error.js'
import { packageFile } from '../core/package-file.js'
import type { Profile } from '../world/profile.js'
import { profileFaults } from '../world/profile-faults.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/** A profile from its YAML text. Throws `PROFILE_INVALID` with `path` and the line of every fault at once. */
export async function parseProfile(text: string, path: string): Promise<Profile> {
  const { value, faults, lineOf } = await checkYaml<Profile>(text, profileSchema())
  const all =
    faults.length > 0
      ? faults
      : profileFaults(value).map((fault) => ({ line: lineOf(fault.path), text: fault.text }))
  if (all.length === 0) return value
  throw new HomeError(SEEDING_ERRORS.PROFILE_INVALID, {
    ...faultsText(path, all),
    suggestion: 'Mend the profile and run the command again. Its schema: seeds/profile.schema.json.',
  })
}

function profileSchema(): object {
  return JSON.parse(readFileSync(packageFile('seeds/profile.schema.json'), 'utf8')) as object
}
