import { PROFILE_NAMES } from '../profiles/profile-names.js'

/** The command that replaces the data by a dataset: `seed demo --reset`. */
export function formatSeedCommand(profile: string, seed: number): string {
  const isShipped = PROFILE_NAMES.some((name) => name === profile) || /[./\\]/.test(profile)
  return `seed ${isShipped ? profile : 'PROFILE.yaml'}${seed === 1 ? '' : ` --seed ${seed}`} --reset`
}
