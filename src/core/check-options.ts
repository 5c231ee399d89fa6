import { findClosestMatch } from './closest-match.js'
import { HomeError } from './home-error.js'
import { isObject, type OptionRule, type OptionRules } from './option-rule.js'
import { OPTION_ERRORS } from './option-errors.js'

/**
 * Validates options at run time, for programs without type checking. Throws `OPTION_INVALID` if an option does not exist, has an
 * invalid value, or is required and missing.
 */
export function checkOptions<Options extends object>(
  call: string,
  rules: OptionRules<Options>,
  given: unknown,
  required: readonly (keyof Options & string)[] = [],
): void {
  if (!isObject(given)) {
    const [first] = Object.keys(rules)
    throw toOptionError(
      `${call} expects an options object.`,
      `Received ${formatValue(given)}.`,
      typeof given === 'string' && first === 'profile'
        ? `Name the option: ${call}({ ${first}: ${formatValue(given)} }).`
        : undefined,
    )
  }
  checkMembers(call, rules, given)
  const missing = required.find((name) => Reflect.get(given, name) === undefined)
  if (missing !== undefined)
    throw toOptionError(`${call} requires the option ${missing}.`, `Expected ${rules[missing].description}.`)
}

/** Checks that at most one of some options is true. Throws `OPTION_INVALID`. */
export function checkExclusive<Options extends object>(
  call: string,
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  const [first, second] = names.filter((name) => options[name] === true)
  if (second !== undefined)
    throw toOptionError(
      `The options ${first} and ${second} of ${call} exclude each other.`,
      'Both are true.',
      'Pass one of them.',
    )
}

/** Validates an argument that is no options object. Throws `OPTION_INVALID`. */
export function checkArgument(call: string, rule: OptionRule, given: unknown, suggestion?: string): void {
  if (rule.accepts(given)) return
  throw toOptionError(`${call} expects ${rule.description}.`, `Received ${formatValue(given)}.`, suggestion)
}

/** `prefix` is the path of the object in which the options are, such as `ports.`. */
function checkMembers(
  call: string,
  rules: Readonly<Record<string, OptionRule>>,
  given: object,
  prefix = '',
): void {
  const known = new Map(Object.entries(rules))
  for (const [name, value] of Object.entries(given)) {
    const rule = known.get(name)
    if (rule === undefined) {
      const closest = findClosestMatch(name, [...known.keys()])
      throw toOptionError(
        `${call} has no option "${prefix}${name}".`,
        `Options: ${[...known.keys()].map((each) => prefix + each).join(', ')}.`,
        closest === undefined ? undefined : `Did you mean "${prefix}${closest}"?`,
      )
    }
    if (value !== undefined) checkValue(call, prefix + name, rule, value)
  }
}

function checkValue(call: string, path: string, rule: OptionRule, value: unknown): void {
  if (!rule.accepts(value)) {
    throw toOptionError(
      `Invalid value for the option ${path} of ${call}: ${formatValue(value)}.`,
      `Expected ${rule.description}.`,
    )
  }
  if (rule.members !== undefined) checkMembers(call, rule.members, value as object, `${path}.`)
  const { each } = rule
  if (each === undefined) return
  for (const [name, item] of Object.entries(value as object))
    checkValue(call, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, each, item)
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
