import { PROVIDER_NAMES } from '../config/provider-names.js'
import { STORE_NAMES } from '../core/store-name.js'
import type { Flag } from './define-command.js'

// Flags that several commands have.

/** The profiles in `seeds/`, which need no path. */
export const SHIPPED_PROFILES = ['demo', 'small', 'load'] as const
/** What an empty name of a profile is told to be. */
export const PROFILE_OR_FILE = 'the name of a profile or a file'

export const PROVIDER_FLAG = {
  type: 'choice',
  value: 'name',
  description: 'how to run the engines',
  choices: PROVIDER_NAMES,
  defaultText: 'auto',
} as const satisfies Flag

/** For commands that load a dataset into new engines. */
export const CACHE_FLAG = {
  type: 'boolean',
  description: 'load the dataset again instead of copying it from the cache',
  default: true,
} as const satisfies Flag

export const ALLOW_REMOTE_FLAG = {
  type: 'boolean',
  description: 'change stores on other machines, after confirmation',
} as const satisfies Flag

/** For commands that restore a snapshot. */
export const REPAIR_FLAG = {
  type: 'boolean',
  description: 'accept that migration files differ from the migration history of the snapshot, and repair it',
} as const satisfies Flag

/** One store, for commands that change data. */
export const ONLY_FLAG = {
  type: 'choice',
  value: 'store',
  description: 'limit to this store',
  choices: STORE_NAMES,
} as const satisfies Flag

/** For lists, latest first. */
export const LIMIT_FLAG = {
  type: 'integer',
  short: 'n',
  value: 'n',
  description: 'maximum number of rows',
  min: 0,
  max: 999_999_999,
  default: 20,
} as const satisfies Flag
