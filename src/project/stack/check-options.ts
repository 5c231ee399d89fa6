import { HomeError } from '../../core/home-error.js'
import { findClosestMatch } from '../../core/closest-match.js'
import { STACK_ERRORS } from './stack-errors.js'

/** What one option of the library may be. */
export interface OptionRule {
  /** For people: `it must be` …. */
  readonly description: string
  readonly accepts: (value: unknown) => boolean
}

/** A rule for each option that there is, the optional ones too. */
export type OptionRules<Options> = Readonly<Record<keyof Options, OptionRule>>

/**
 * Types stop this in TypeScript; a program in JavaScript hears here of an option that does not exist or cannot be. Throws
 * `OPTION_INVALID`.
 */
export function checkOptions<Options extends object>(
  call: string,
  rules: OptionRules<Options>,
  given: unknown,
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw toOptionError(`${call} takes its options as one object.`, `It got ${formatValue(given)}.`)
  }
  const known = new Map<string, OptionRule>(Object.entries(rules))
  for (const [name, value] of Object.entries(given)) {
    const rule = known.get(name)
    if (rule === undefined) {
      const meant = findClosestMatch(name, [...known.keys()])
      const hint = meant === undefined ? `It has: ${[...known.keys()].join(', ')}.` : `Did you mean ${meant}?`
      throw toOptionError(`${call} has no option "${name}".`, hint)
    }
    if (value !== undefined && !rule.accepts(value)) {
      throw toOptionError(
        `The option ${name} of ${call} cannot be ${formatValue(value)}.`,
        `It must be ${rule.description}.`,
      )
    }
  }
}

function toOptionError(message: string, detail: string): HomeError {
  return new HomeError(STACK_ERRORS.OPTION_INVALID, {
    message,
    detail,
    suggestion: 'The types of homemanager list every option.',
  })
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}
