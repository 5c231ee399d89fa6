/** The profiles that are shipped in `seeds/`. */
export const PROFILE_NAMES = ['demo', 'small', 'load'] as const

export type ProfileName = (typeof PROFILE_NAMES)[number]

/** Whether a profile is one of these, not the path of a file. */
export function isShippedProfile(profile: string): profile is ProfileName {
  return PROFILE_NAMES.some((name) => name === profile)
}
