import { findClosestMatch } from './closest-match.js'
import { HomeError } from './home-error.js'
import { OPTION_ERRORS } from './option-errors.js'

/** The values that one option of the library accepts. */
export interface OptionRule {
  /** For the error: "Expected <description>." */
  readonly description: string
  readonly accepts: (value: unknown) => boolean
}

/** A rule for every option. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule }

/**
 * Validates options at run time, for programs without type checking. Throws `OPTION_INVALID` if an option does not exist or
 * has an invalid value.
 */
export function checkOptions<Options extends object>(
  call: string,
  rules: OptionRules<Options>,
  given: unknown,
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const [first] = Object.keys(rules)
    throw toOptionError(
      `${call} expects an options object.`,
      `Received ${formatValue(given)}.`,
      typeof given === 'string' && first === 'profile'
        ? `Name the option: ${call}({ ${first}: ${formatValue(given)} }).`
        : undefined,
    )
  }
  const known = new Map<string, OptionRule>(Object.entries(rules))
  for (const [name, value] of Object.entries(given)) {
    const rule = known.get(name)
    if (rule === undefined) {
      const closest = findClosestMatch(name, [...known.keys()])
      throw toOptionError(
        `${call} has no option "${name}".`,
        `Options: ${[...known.keys()].join(', ')}.`,
        closest === undefined ? undefined : `Did you mean "${closest}"?`,
      )
    }
    if (value !== undefined && !rule.accepts(value)) {
      throw toOptionError(
        `Invalid value for the option ${name} of ${call}: ${formatValue(value)}.`,
        `Expected ${rule.description}.`,
      )
    }
  }
}

export function toOptionError(
  message: string,
  detail: string,
  suggestion = 'See the TypeScript types of homemanager for all options.',
): HomeError {
  return new HomeError(OPTION_ERRORS.OPTION_INVALID, {
    message,
    detail,
    suggestion,
  })
}

/** For an error. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number')
    return String(value)
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}
