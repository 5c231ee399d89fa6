import { isRecord } from '../../core/is-record.js'
import type { Profile } from './profile.js'
import { PROFILE_NAMES, type ProfileName } from './profile-names.js'

/** Fields whose own fields can be replaced one by one. */
const MERGED_FIELDS = ['budgets', 'ratios'] as const

/**
 * Adds the fields of the profile that `extends` names, except its name and description. The result does not depend on that
 * profile any more. A value that does not extend a shipped profile is returned unchanged.
 */
export async function extendProfile(
  given: unknown,
  readBase: (name: ProfileName) => Promise<Profile>,
): Promise<unknown> {
  if (!isRecord(given)) return given
  const { extends: baseName, ...own } = given
  const known = PROFILE_NAMES.find((name) => name === baseName)
  if (known === undefined) return given
  const { name: _name, description: _description, ...base } = await readBase(known)
  const merged: Record<string, unknown> = { ...base, ...own }
  for (const field of MERGED_FIELDS) {
    const value = own[field]
    if (isRecord(value)) merged[field] = { ...base[field], ...value }
  }
  return merged
}
