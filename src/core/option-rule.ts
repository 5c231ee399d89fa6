/** The values that one option of the library accepts. */
export interface OptionRule {
  /** For the error: "Expected <description>." */
  readonly description: string
  readonly accepts: (value: unknown) => boolean
  /** Of an object: the rules of all its members, by name. */
  readonly members?: Readonly<Record<string, OptionRule>>
  /** Of an object or an array: the rule of each of its values. */
  readonly each?: OptionRule
}

/** A rule for every option. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule }

export const STRING: OptionRule = { description: 'a string', accepts: (value) => typeof value === 'string' }
export const FUNCTION: OptionRule = {
  description: 'a function',
  accepts: (value) => typeof value === 'function',
}
export const OBJECT: OptionRule = { description: 'an object', accepts: isObject }

/** Longer delays are none: timers of Node.js are limited. */
const MAX_DELAY_MS = 2 ** 31 - 1

export const TIMEOUT: OptionRule = {
  description: `a positive number of milliseconds, at most ${MAX_DELAY_MS}`,
  accepts: (value) => typeof value === 'number' && value > 0 && value <= MAX_DELAY_MS,
}
/** 0 means none, or at once. */
export const DURATION: OptionRule = {
  description: `a non-negative number of milliseconds, at most ${MAX_DELAY_MS}`,
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= MAX_DELAY_MS,
}

export const POSITIVE_INTEGER: OptionRule = {
  description: 'a positive integer',
  accepts: (value) => Number.isSafeInteger(value) && Number(value) > 0,
}

/** An object that has these members, and may have others. */
export function createShapeRule(description: string, ...names: readonly string[]): OptionRule {
  return {
    description,
    accepts: (value) =>
      isObject(value) && names.every((name) => ![undefined, null].includes(Reflect.get(value, name))),
  }
}

export function createEnumRule(...values: readonly string[]): OptionRule {
  return {
    description: `one of ${values.join(', ')}`,
    accepts: (value) => values.some((allowed) => allowed === value),
  }
}

export function createArrayRule(what: string, each: OptionRule): OptionRule {
  return { description: `an array of ${what}`, accepts: Array.isArray, each }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
