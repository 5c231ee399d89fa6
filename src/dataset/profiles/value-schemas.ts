import {
  anyObject,
  integer,
  type Keywords,
  number,
  object,
  optional,
  type Schema,
  string,
} from '../../core/schema.js'

export function name(description: string): Schema<string> {
  return string({ minLength: 1, description })
}

export function time(description: string): Schema<string> {
  return string({
    pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$`,
    patternErrorMessage: 'must be a time in UTC such as 2024-10-03T18:00:00Z',
    description: `${description} ISO 8601 in UTC, without fractions of a second.`,
  })
}

export function amount(description: string): Schema<string> {
  return string({
    pattern: String.raw`^\d{1,9}\.\d{2}$`,
    patternErrorMessage: 'must be an amount with two decimals such as 156.78',
    description: `${description} A decimal string such as "12.50", quoted. A number is not allowed.`,
  })
}

export function ratio(description: string): Schema<number> {
  return number({ minimum: 0, maximum: 1, description })
}

export function recordCount(description: string): Schema<number> {
  return integer({ minimum: 0, maximum: 32_767, description })
}

/** A mapping of some of the names to relative frequencies. */
export function weights<K extends string>(
  names: readonly K[],
  description: string,
): Schema<Readonly<Partial<Record<K, number>>>> {
  const keywords: Keywords = { minProperties: 1, description }
  return object(
    Object.fromEntries(names.map((key) => [key, optional(number({ minimum: 0 }))])),
    keywords,
  ) as Schema<Readonly<Partial<Record<K, number>>>>
}

export function anyFields(): Schema<Readonly<Record<string, unknown>>> {
  return anyObject({ description: 'Any fields.' })
}
