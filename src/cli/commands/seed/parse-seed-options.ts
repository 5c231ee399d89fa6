import { HomeError } from '../../../core/home-error.js'
import { isStoreName } from '../../../core/store-name.js'
import type { SeedOptions } from '../../../dataset/seeding/seed-stores.js'
import { CLI_ERRORS } from '../../cli-errors.js'

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
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new HomeError(CLI_ERRORS.USAGE, {
      message: `--${name} must be an integer between ${min} and ${max}, not "${text}".`,
      suggestion: 'Run homemanager seed --help.',
    })
  }
  return { [name]: value } as { readonly [key in K]?: number }
}
