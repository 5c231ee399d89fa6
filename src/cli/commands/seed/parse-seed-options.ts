import { isStoreName } from '../../../core/store-name.js'
import type { SeedOptions } from '../../../dataset/seeding/seed-stores.js'
import { parseInteger } from '../../parse-integer.js'

/** The options of `seed`. Throws `USAGE` if a value is invalid. */
export function parseSeedOptions(
  profile: string | undefined,
  options: Readonly<Record<string, unknown>>,
): SeedOptions {
  const only = options['only']
  return {
    ...(profile === undefined ? {} : { profile }),
    ...parseIntegerOption(options, 'seed', 0, Number.MAX_SAFE_INTEGER),
    // Generated ids have 26 bits for the family.
    ...parseIntegerOption(options, 'families', 1, 2 ** 26),
    ...(typeof only === 'string' && isStoreName(only) ? { only } : {}),
    reset: options['reset'] === true,
    append: options['append'] === true,
    allowRemote: options['allowRemote'] === true,
  }
}

function parseIntegerOption<K extends string>(
  options: Readonly<Record<string, unknown>>,
  name: K,
  min: number,
  max: number,
): { readonly [key in K]?: number } {
  const text = options[name]
  if (typeof text !== 'string') return {}
  return { [name]: parseInteger(`--${name}`, min, max)(text) } as { readonly [key in K]?: number }
}
