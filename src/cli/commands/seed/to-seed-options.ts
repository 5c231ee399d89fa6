import { isStoreName } from '../../../core/store-name.js'
import type { SeedOptions } from '../../../dataset/seeding/seed-stores.js'

/** Converts the command-line options of `seed`. */
export function toSeedOptions(
  profile: string | undefined,
  { seed, families, only, reset, append, allowRemote }: Readonly<Record<string, unknown>>,
): SeedOptions {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(typeof seed === 'number' ? { seed } : {}),
    ...(typeof families === 'number' ? { families } : {}),
    ...(typeof only === 'string' && isStoreName(only) ? { only } : {}),
    reset: reset === true,
    append: append === true,
    allowRemote: allowRemote === true,
  }
}
