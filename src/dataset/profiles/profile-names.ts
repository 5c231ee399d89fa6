/** The profiles that are shipped in `seeds/`. */
export const PROFILE_NAMES = ['demo', 'small', 'load'] as const

export type ProfileName = (typeof PROFILE_NAMES)[number]
