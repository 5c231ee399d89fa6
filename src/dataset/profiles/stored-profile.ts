import type { Profile } from './profile.js'

/**
 * The field names that stored profiles have had since the first version. Seeded databases contain them and the key of a
 * dataset is a hash of them, so they must not change.
 */
const STORED_NAMES: Readonly<Record<string, string>> = {
  maxTodosPerMember: 'mostTodos',
  maxExpensesPerAdult: 'mostExpenses',
  ratios: 'shares',
  fixtures: 'stories',
}
const CURRENT_NAMES = Object.fromEntries(Object.entries(STORED_NAMES).map(([now, stored]) => [stored, now]))

/** The profile as JSON, as it is stored with the data. Only top-level fields have other names; their order does not change. */
export function serializeProfile(profile: Partial<Profile>): string {
  return JSON.stringify(renameFields(profile, STORED_NAMES))
}

/** The profile that `serializeProfile` wrote, in this version or an earlier one. */
export function parseStoredProfile(content: string): Profile {
  return renameFields(JSON.parse(content) as object, CURRENT_NAMES) as unknown as Profile
}

function renameFields(fields: object, names: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [Object.hasOwn(names, name) ? names[name] : name, value]),
  )
}
