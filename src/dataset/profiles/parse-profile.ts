import { validateYaml, formatYamlErrors } from '../../core/validate-yaml.js'
import { HomeError } from '../../core/home-error.js'
import { getShownPackagePath } from '../../core/package-path.js'
import { extendProfile } from './extend-profile.js'
import type { Profile } from './profile.js'
import type { ProfileName } from './profile-names.js'
import { findProfileProblems } from './find-profile-problems.js'
import { PROFILE_SCHEMA } from './schema.js'
import { SEEDING_ERRORS } from '../seeding/seeding-errors.js'

/** PROFILE_SCHEMA as a file, for editors and readers. */
const SCHEMA_FILE = 'seeds/profile.schema.json'

/**
 * Parses a profile from YAML. `readBase` returns the profile that it extends. Throws `PROFILE_INVALID` with `path` and the line
 * of every error.
 */
export async function parseProfile(
  text: string,
  path: string,
  readBase: (name: ProfileName) => Promise<Profile>,
): Promise<Profile> {
  const { value, errors, findLine } = await validateYaml(text, PROFILE_SCHEMA, async (given) =>
    extendProfile(given, readBase),
  )
  const all =
    errors.length > 0
      ? errors
      : findProfileProblems(value).map((problem) => ({ line: findLine(problem.path), message: problem.text }))
  if (all.length === 0) return value
  throw new HomeError(SEEDING_ERRORS.PROFILE_INVALID, {
    ...formatYamlErrors(path, all),
    suggestion: `Fix the profile. All fields are described in ${getShownPackagePath(SCHEMA_FILE, process.cwd())}.`,
  })
}
